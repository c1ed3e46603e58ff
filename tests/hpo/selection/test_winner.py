from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import fmean

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.cli.format import tie_words
from training.hpo.exceptions import SelectionError
from training.hpo.pruners.fold_pruning import Direction
from training.hpo.report.facts import best_first, trial_facts
from training.hpo.selection import (
    ScoredTrial,
    best_mean,
    honest_score,
    one_standard_error,
    select_winner,
)
from training.hpo.selection.bounded_interval import Bounds
from training.hpo.selection.trial_scores import scored_trials
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.storage.trial_attributes import CV_FOLD_METRICS, METRICS, SECONDS, fold_key

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


shares = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=3, max_size=5)


@given(folds=shares, low=st.sampled_from([0.0, -math.inf]), high=st.sampled_from([1.0, math.inf]))
@settings(deadline=None, max_examples=60)
def test_the_interval_stays_within_the_range_of_the_metric(
    folds: list[float], low: float, high: float
) -> None:
    honest = honest_score([ScoredTrial(0, folds)], "maximize", bounds=Bounds(low, high))
    assert honest is not None
    assert low <= honest.low <= honest.value <= honest.high <= high


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


def test_a_range_that_the_scores_leave_is_not_believed() -> None:
    trial = ScoredTrial(0, [0.8, 1.2, 0.7])
    assert honest_score([trial], "maximize", bounds=Bounds(0, 1)) == honest_score(
        [trial], "maximize"
    )


def test_of_equal_means_the_lower_loss_wins_and_it_is_said() -> None:
    study = optuna.create_study(direction="maximize")
    for losses in ([0.5, 0.7], [0.4, 0.2], [0.3, 0.4]):
        trial = study.ask()
        trial.set_user_attr(CV_FOLD_METRICS, [0.8, 0.6])
        trial.set_user_attr(METRICS, {"f1": 0.7, "loss": fmean(losses)})
        for fold, loss in enumerate(losses):
            trial.set_user_attr(fold_key(fold), {"metrics": {"loss": loss}})
        study.tell(trial, 0.7)
    winner = select_winner(study)
    assert (winner.trial.number, winner.tied) == (1, 2)
    assert tie_words("f1", winner) == "2 other trials with the same f1 had a higher loss"
    assert [one.number for one in best_first(trial_facts(study), True)] == [1, 2, 0]
    assert SweepStudy(study, NoLeases(), lambda _: study.sampler).best() == study.trials[1]


def test_without_recorded_losses_the_earlier_of_equal_trials_wins() -> None:
    winner = select_winner(study_of([([0.5, 0.7], 1.0), ([0.6, 0.6], 1.0)], "maximize"))
    assert (winner.trial.number, winner.tied) == (0, 0)


def test_a_complete_trial_without_fold_values_has_its_own_value() -> None:
    study = study_of([([0.8], 1.0)], "maximize")
    for folds in (None, [], [0.4, None], [0.4, math.nan]):
        trial = study.ask()
        if folds is not None:
            trial.set_user_attr(CV_FOLD_METRICS, folds)
        study.tell(trial, 0.9)
    scored = {one.number: list(one.folds) for one in scored_trials(study)}
    assert scored == {0: [0.8], 1: [0.9], 2: [0.9], 3: [0.9], 4: [0.9]}


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
