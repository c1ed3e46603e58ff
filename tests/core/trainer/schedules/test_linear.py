from __future__ import annotations

import pytest

from training.core.trainer.schedules.linear import linear


@pytest.mark.parametrize(("share", "factor"), [(0.0, 1.0), (0.25, 0.75), (1.0, 0.0)])
def test_the_factor_falls_in_a_straight_line(share: float, factor: float) -> None:
    assert linear(share) == factor
