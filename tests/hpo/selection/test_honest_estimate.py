from __future__ import annotations

import math
import random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.pruners.fold_pruning import Direction
from training.hpo.selection import (
    ScoredTrial,
    best_mean,
    honest_score,
)
from training.hpo.selection.bounded_interval import Bounds


def test_the_interval_has_the_width_of_a_worked_example() -> None:
    """Scores 0.7, 0.8, 0.9: variance 0.01, variance of the mean 0.01 (1/3 + 1/2), t(2) = 4.3027."""
    honest = honest_score([ScoredTrial(0, [0.8, 0.9, 0.7])], "maximize")
    assert honest is not None
    assert (honest.value, honest.high) == (pytest.approx(0.8), pytest.approx(1.1927766, abs=1e-6))
    assert honest.low == pytest.approx(0.4072234, abs=1e-6)
    within = honest_score([ScoredTrial(0, [0.8, 0.9, 0.7])], "maximize", bounds=Bounds(0, 1))
    assert within is not None
    # logit(0.8) = 1.386294, and 0.3927766 / (0.8 * 0.2) = 2.454854 to each side of it.
    assert within.low == pytest.approx(0.255677, abs=1e-6)
    assert within.high == pytest.approx(0.978982, abs=1e-6)


def test_a_range_that_the_scores_leave_is_not_believed() -> None:
    trial = ScoredTrial(0, [0.8, 1.2, 0.7])
    assert honest_score([trial], "maximize", bounds=Bounds(0, 1)) == honest_score(
        [trial], "maximize"
    )


@pytest.mark.parametrize("mean", [0.7, 0.9, 0.97])
def test_the_interval_of_a_share_holds_the_true_value_about_as_often_as_it_says(
    mean: float,
) -> None:
    """400 cross-validations of 5 folds with 60 independent documents each."""
    held = 0
    for seed in range(400):
        chance = random.Random(seed)
        folds = [fmean(chance.random() < mean for _ in range(60)) for _ in range(5)]
        honest = honest_score([ScoredTrial(0, folds)], "maximize", bounds=Bounds(0.0, 1.0))
        assert honest is not None
        held += honest.low <= mean <= honest.high
    assert held > 0.93 * 400


tables = st.integers(2, 5).flatmap(
    lambda folds: st.lists(
        st.tuples(st.lists(st.floats(0, 1), min_size=folds, max_size=folds), st.floats(0.1, 100)),
        min_size=1,
        max_size=8,
    )
)


@given(rows=tables, direction=st.sampled_from(["maximize", "minimize"]))
@settings(deadline=None, max_examples=50)
def test_the_honest_score_is_within_its_interval_and_between_the_folds(
    rows: list[tuple[list[float], float]], direction: Direction
) -> None:
    trials = [ScoredTrial(number, *row) for number, row in enumerate(rows)]
    honest = honest_score(trials, direction)
    if len(rows[0][0]) < 3:
        assert honest is None
        return
    assert honest is not None
    values = [value for row in rows for value in row[0]]
    assert honest.low <= honest.value <= honest.high
    assert min(values) - 1e-9 <= honest.value <= max(values) + 1e-9


@pytest.mark.parametrize("folds", [3, 5])
@pytest.mark.parametrize("spread", [0.0, 0.02])
def test_the_honest_score_is_right_on_average_where_the_picked_mean_is_too_high(
    spread: float, folds: int
) -> None:
    """300 sweeps of 20 trials whose true scores are known; folds differ in difficulty."""
    too_high, off, covered = [], [], 0
    for seed in range(300):
        trials, true = simulated(random.Random(seed), spread, folds)
        honest = honest_score(trials, "maximize")
        assert honest is not None
        winner = true[best_mean(trials, "maximize").number]
        too_high.append(honest.picked - winner)
        off.append(honest.value - winner)
        covered += honest.low <= winner <= honest.high
    assert abs(fmean(off)) < fmean(too_high) / 3
    assert fmean(too_high) > 0.005
    assert covered > 0.92 * 300


def simulated(
    chance: random.Random, spread: float, number: int
) -> tuple[list[ScoredTrial], list[float]]:
    folds = [chance.gauss(0, 0.02) for _ in range(number)]
    true = [0.8 + chance.gauss(0, spread) for _ in range(20)]
    rows = [[mean + fold + chance.gauss(0, 0.02) for fold in folds] for mean in true]
    return [ScoredTrial(number, row) for number, row in enumerate(rows)], true


@pytest.mark.parametrize(
    ("folds", "confidence", "half"),
    [
        ([0.7, 0.8, 0.9], 0.95, 4.30265 * math.sqrt(0.01 * (1 / 3 + 1 / 2))),
        ([0.7, 0.8, 0.9], 0.9, 2.91999 * math.sqrt(0.01 * (1 / 3 + 1 / 2))),
        ([0.6, 0.7, 0.8, 0.9, 1.0], 0.95, 2.77645 * math.sqrt(0.025 * (1 / 5 + 1 / 4))),
    ],
)
def test_the_interval_has_one_degree_of_freedom_less_than_folds(
    folds: list[float], confidence: float, half: float
) -> None:
    honest = honest_score([ScoredTrial(0, folds)], "maximize", confidence=confidence)
    assert honest is not None
    assert (honest.high - honest.low) / 2 == pytest.approx(half, rel=1e-3)


def test_each_fold_is_scored_by_the_trial_that_wins_in_the_others() -> None:
    """Without fold 0 trial 1 wins, without fold 1 or 2 trial 0: 0.1, 0.5 and 0.5."""
    trials = [ScoredTrial(0, [0.9, 0.5, 0.5]), ScoredTrial(1, [0.1, 0.6, 0.6])]
    honest = honest_score(trials, "maximize")
    assert honest is not None
    assert honest.value == pytest.approx((0.1 + 0.5 + 0.5) / 3)
    assert honest.optimism == pytest.approx(1.9 / 3 - 1.1 / 3)
    assert honest.trials == 2


def test_with_two_folds_none_can_be_left_out() -> None:
    assert honest_score([ScoredTrial(0, [0.5, 0.6])], "maximize") is None
