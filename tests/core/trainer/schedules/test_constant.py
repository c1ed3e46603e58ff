from __future__ import annotations

import pytest

from training.core.trainer.schedules.constant import constant


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_rate_stays_to_the_end(share: float) -> None:
    assert constant(share) == 1.0
