from __future__ import annotations

import math

import numpy as np
import pytest

from training.core.trainer.lr_finder.curve import curve_of, has_grown
from training.errors import RunError

STEPS = 100
RATES = [1e-7 * 1e8 ** (step / (STEPS - 1)) for step in range(STEPS)]


def falling(noise: float = 0.0, shift: float = 0.0) -> list[float]:
    """Losses that fall from 3 to 1, fastest at a rate of 1e-3, and explode from 1 on."""
    random = np.random.default_rng(0)
    return [
        shift
        + 1
        + 2 / (1 + math.exp(3 * (math.log10(rate) + 3)))
        + max(0.0, math.log10(rate)) * 40
        + noise * float(random.normal())
        for rate in RATES
    ]


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("shift", [0.0, -1.0, -50.0])
def test_the_steepest_descent_is_found_whatever_the_sign_of_the_loss(
    noise: float, shift: float
) -> None:
    curve = curve_of(RATES, falling(noise, shift), STEPS, True, 1)
    assert 3e-4 < curve.steepest < 3e-3
    assert 3e-4 < curve.valley < 3e-2
    assert 1e-3 < curve.minimum_tenth < 1e-1


def test_the_smoothing_does_not_shift_the_descent() -> None:
    curve = curve_of(RATES, falling(), STEPS, False, 1)
    assert abs(math.log10(curve.steepest) + 3) < 0.2


def test_the_proposal_has_two_digits() -> None:
    curve = curve_of(RATES, falling(0.05), STEPS, False, 1)
    assert curve.suggestion == float(f"{curve.steepest:.1e}")


@pytest.mark.parametrize("rising", [False, True])
def test_no_rate_is_proposed_where_the_loss_falls_nowhere(rising: bool) -> None:
    random = np.random.default_rng(1)
    losses = [3 + rising * step / 50 + 0.2 * float(random.normal()) for step in range(STEPS)]
    with pytest.raises(RunError, match="does not fall clearly"):
        curve_of(RATES, losses, STEPS, False, 1)


def test_too_few_points_are_refused_with_the_way_out() -> None:
    with pytest.raises(RunError, match="--min"):
        curve_of(RATES[:4], falling()[:4], STEPS, True, 1)


def test_a_loss_close_to_zero_or_negative_is_not_taken_for_divergence() -> None:
    assert not has_grown(average=0.05, lowest=0.001, first=2.0)
    assert not has_grown(average=-49.0, lowest=-50.0, first=-48.0)
    assert has_grown(average=5.0, lowest=1.0, first=2.0)
    assert has_grown(average=math.inf, lowest=1.0, first=2.0)
