from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.hpo.report.scale import MOST_TICKS, Scale, scale_of, shown


def test_values_are_placed_in_proportion() -> None:
    scale = Scale(0.0, 10.0, 100.0, 200.0)
    assert (scale(0.0), scale(5.0), scale(10.0)) == (100.0, 150.0, 200.0)


def test_an_axis_can_run_upwards() -> None:
    assert Scale(0.0, 10.0, 200.0, 100.0)(2.5) == 175.0


def test_equal_ratios_are_equally_far_apart_on_a_logarithmic_axis() -> None:
    scale = Scale(1e-4, 1e-2, 0.0, 100.0, log=True)
    assert [scale(value) for value in (1e-4, 1e-3, 1e-2)] == pytest.approx([0.0, 50.0, 100.0])


def test_a_single_value_stands_in_the_middle() -> None:
    assert Scale(3.0, 3.0, 0.0, 100.0)(3.0) == 50.0
    assert Scale(3.0, 3.0, 0.0, 100.0).ticks() == [3.0]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.61, 0.79, [0.65, 0.7, 0.75]),
        (-30.0, 30.0, [-30.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0]),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert Scale(low, high, 0.0, 1.0).ticks() == ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1e-4, 1e-1, [1e-4, 1e-3, 1e-2, 1e-1]),
        (1e-3, 1e-2, [1e-3, 2e-3, 5e-3, 1e-2]),
        (3e-3, 4e-3, [3e-3, 4e-3]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_powers_of_ten_where_there_are_enough(
    low: float, high: float, ticks: list[float]
) -> None:
    assert Scale(low, high, 0.0, 1.0, log=True).ticks() == pytest.approx(ticks)


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6))
def test_ticks_are_on_the_axis_and_not_too_many(low: float, width: float) -> None:
    scale = Scale(low, low + width, 0.0, 1.0)
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= MOST_TICKS + 2
    assert all(-1e-3 <= scale(tick) <= 1 + 1e-3 for tick in ticks)


def test_all_values_are_on_their_axis_with_a_little_room() -> None:
    scale = scale_of([0.2, 0.7], 0.0, 100.0, margin=0.1)
    assert (scale.low, scale.high) == pytest.approx((0.15, 0.75))


@pytest.mark.parametrize("values", [[], [0.0], [5.0, 5.0]])
def test_an_axis_of_no_values_or_equal_ones_has_a_length(values: list[float]) -> None:
    scale = scale_of(values, 0.0, 100.0)
    assert scale.low < scale.high


def test_a_logarithmic_axis_needs_values_above_zero() -> None:
    assert scale_of([1e-3, 1.0], 0.0, 1.0, log=True).log
    assert not scale_of([0.0, 1.0], 0.0, 1.0, log=True).log


def test_numbers_at_an_axis_are_short() -> None:
    assert [shown(0.123456), shown(0.2), shown(20000.0)] == ["0.1235", "0.2", "2e+04"]
