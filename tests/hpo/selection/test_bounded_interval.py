from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.selection import (
    ScoredTrial,
    honest_score,
)
from training.hpo.selection.bounded_interval import Bounds, interval

shares = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=3, max_size=5)


@given(folds=shares, low=st.sampled_from([0.0, -math.inf]), high=st.sampled_from([1.0, math.inf]))
@settings(deadline=None, max_examples=60)
def test_the_interval_stays_within_the_range_of_the_metric(
    folds: list[float], low: float, high: float
) -> None:
    honest = honest_score([ScoredTrial(0, folds)], "maximize", bounds=Bounds(low, high))
    assert honest is not None
    assert low <= honest.low <= honest.value <= honest.high <= high


@pytest.mark.parametrize(
    ("mean", "bounds", "ends"),
    [
        (0.5, Bounds(), (0.4, 0.6)),
        (0.5, Bounds(0.0, 1.0), (0.401312, 0.598688)),
        (0.5, Bounds(0.0, math.inf), (0.409365, 0.610701)),
        (0.5, Bounds(-math.inf, 1.0), (0.389299, 0.590635)),
        (0.0, Bounds(0.0, 1.0), (0.0, 0.0)),
        (1.0, Bounds(0.0, 1.0), (1.0, 1.0)),
    ],
)
def test_the_interval_is_that_of_the_scale_of_its_range(
    mean: float, bounds: Bounds, ends: tuple[float, float]
) -> None:
    """logit: 0.5 +- 0.1 / (0.5 * 0.5) = +-0.4; logarithm: 0.5 * exp(+-0.2)."""
    assert interval(mean, 0.1, bounds) == pytest.approx(ends, abs=1e-6)


def test_without_spread_the_interval_is_the_mean() -> None:
    assert interval(0.3, 0.0, Bounds(0.0, 1.0)) == (0.3, 0.3)


def test_a_very_wide_interval_reaches_the_ends_and_overflows_nowhere() -> None:
    assert interval(0.5, 1e6, Bounds(0.0, 1.0)) == pytest.approx((0.0, 1.0))
    low, high = interval(1e-9, 1.0, Bounds(0.0, math.inf))
    assert low == 0.0
    assert math.isfinite(high)


def test_the_scale_of_a_range_is_that_of_its_width() -> None:
    low, high = interval(50.0, 10.0, Bounds(0.0, 100.0))
    assert (low, high) == pytest.approx((40.1312, 59.8688), abs=1e-4)


def test_a_range_that_a_value_leaves_is_none() -> None:
    assert Bounds(0, 1).holding([0.0, 1.0]) == Bounds(0, 1)
    assert Bounds(0, 1).holding([0.5, 1.1]) == Bounds()
    assert Bounds(0, 1).holding([0.5, -0.1]) == Bounds()
