from __future__ import annotations

import pytest

from training.config import Section
from training.core.trainer.schedules.constant import Constant


@pytest.mark.parametrize("step", [0, 5, 10])
def test_the_rate_stays_to_the_end(step: int) -> None:
    assert Constant(Section(), 0, 10)(step) == 1.0
