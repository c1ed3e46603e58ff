from __future__ import annotations

import pytest

from training.config import Section
from training.core.trainer.schedules.linear import Linear


@pytest.mark.parametrize(("step", "factor"), [(0, 1.0), (2, 0.75), (8, 0.0)])
def test_the_factor_falls_in_a_straight_line(step: int, factor: float) -> None:
    assert Linear(Section(), 0, 8)(step) == factor
