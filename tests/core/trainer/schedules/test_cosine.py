from __future__ import annotations

import pytest

from training.core.trainer.schedules.cosine import half_wave


@pytest.mark.parametrize(
    ("share", "factor"), [(0.0, 1.0), (1 / 3, 0.75), (0.5, 0.5), (2 / 3, 0.25), (1.0, 0.0)]
)
def test_the_factor_is_half_a_cosine_wave(share: float, factor: float) -> None:
    assert half_wave(share) == pytest.approx(factor)
