from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import fmean

import optuna
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from training.hpo.core.trial_attributes import CV_FOLD_METRICS
from training.hpo.core.trial_attributes import SECONDS
from training.hpo.exceptions import SelectionError
from training.hpo.pruning.fold_rule import Direction
from training.hpo.selection import ScoredTrial
from training.hpo.selection import best_mean
from training.hpo.selection import honest_score
from training.hpo.selection import one_standard_error
from training.hpo.selection import select_winner

optuna.logging.set_verbosity(optuna.logging.WARNING)


def study_of(rows: Sequence[tuple[Sequence[float], float]], direction: str) -> optuna.Study:
    """Return a study whose complete trials have these folds and took so many seconds."""
    study = optuna.create_study(direction=direction)
    for folds, seconds in rows:
        trial = study.ask()
        trial.set_user_attr(CV_FOLD_METRICS, list(folds))
        trial.set_user_attr(SECONDS, seconds)
        study.tell(trial, fmean(folds))
    return study


ROWS = [([0.80, 0.90, 0.85], 9.0), ([0.79, 0.89, 0.85], 2.0), ([0.6, 0.6, 0.6], 1.0)]


def test_the_best_mean_wins_by_default() -> None:
    winner = select_winner(study_of(ROWS, "maximize"))
    assert (winner.trial.number, winner.scores.mean) == (0, pytest.approx(0.85))
    assert select_winner(study_of(ROWS, "minimize")).trial.number == 2


def test_the_cheapest_within_one_standard_error_of_the_best_can_win() -> None:
    assert select_winner(study_of(ROWS, "maximize"), "one-standard-error").trial.number == 1
    assert select_winner(study_of(ROWS, "minimize"), "one-standard-error").trial.number == 2


def test_trials_that_were_pruned_or_failed_cannot_win() -> None:
    study = study_of(ROWS, "maximize")
    for state in (optuna.trial.TrialState.PRUNED, optuna.trial.TrialState.FAIL):
        trial = study.ask()
        trial.set_user_attr(CV_FOLD_METRICS, [0.99])
        trial.report(0.99, 0)
        study.tell(trial, state=state)
    winner = select_winner(study)
    assert winner.trial.number == 0
    assert winner.honest is not None
    assert winner.honest.trials == 3


@pytest.mark.parametrize("rule", ["best", "one-standard-error"])
def test_a_study_without_a_complete_trial_has_no_winner(rule: str) -> None:
    with pytest.raises(SelectionError, match="No trial of the sweep is complete"):
        select_winner(optuna.create_study(), rule)


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(SelectionError, match="Did you mean `one-standard-error`"):
        select_winner(study_of(ROWS, "maximize"), "one_standard_error")


def test_one_standard_error_needs_folds() -> None:
    with pytest.raises(SelectionError, match="compares folds"):
        select_winner(study_of([([0.8], 1.0)], "maximize"), "one-standard-error")


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


@given(rows=tables, direction=st.sampled_from(["maximize", "minimize"]))
@settings(deadline=None, max_examples=50)
def test_the_honest_score_lies_within_its_interval_and_between_the_folds(
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
