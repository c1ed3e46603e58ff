from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.exceptions import SelectionError
from training.hpo.pruners.fold_pruning import Direction
from training.hpo.selection import (
    ScoredTrial,
    best_mean,
    one_standard_error,
)

tables = st.integers(2, 5).flatmap(
    lambda folds: st.lists(
        st.tuples(st.lists(st.floats(0, 1), min_size=folds, max_size=folds), st.floats(0.1, 100)),
        min_size=1,
        max_size=8,
    )
)


@given(rows=tables, direction=st.sampled_from(["maximize", "minimize"]))
@settings(deadline=None, max_examples=50)
def test_one_standard_error_never_costs_more_than_the_best(
    rows: list[tuple[list[float], float]], direction: Direction
) -> None:
    trials = [ScoredTrial(number, *row) for number, row in enumerate(rows)]
    chosen, best = one_standard_error(trials, direction), best_mean(trials, direction)
    assert rows[chosen.number][1] <= rows[best.number][1]


@pytest.mark.parametrize(("direction", "best"), [("maximize", 1), ("minimize", 0)])
def test_the_best_mean_wins(direction: Direction, best: int) -> None:
    trials = [ScoredTrial(0, [0.4, 0.6]), ScoredTrial(1, [0.6, 0.6])]
    assert best_mean(trials, direction).number == best


def test_of_equal_means_the_lower_loss_wins_and_then_the_earlier_trial() -> None:
    even = [ScoredTrial(n, [0.5], losses=losses) for n, losses in enumerate([[0.3], [0.2], [0.2]])]
    assert best_mean(even, "maximize").number == 1
    assert best_mean([ScoredTrial(0, [0.5]), *even[:1]], "maximize").losses == [0.3]


@pytest.mark.parametrize(("mean", "number"), [(0.71, 1), (0.69, 0)])
def test_the_cheapest_within_one_standard_error_wins(mean: float, number: int) -> None:
    """Standard error of the best: variance 0.03 over 3 folds, so 0.1 below 0.8."""
    spread = 0.1 * math.sqrt(3)
    best = ScoredTrial(0, [0.8 - spread, 0.8, 0.8 + spread], cost=9.0)
    cheap = ScoredTrial(1, [mean] * 3, cost=1.0)
    assert one_standard_error([best, cheap], "maximize").number == number


def test_a_trial_of_unknown_cost_is_named() -> None:
    with pytest.raises(SelectionError, match="how long trial 3 took"):
        one_standard_error([ScoredTrial(3, [0.5, 0.6])], "maximize")
