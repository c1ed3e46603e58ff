from __future__ import annotations

from statistics import fmean

import pytest
from benchmarks.fold_pruning import recorded_table, shuffled, simulated_table, with_fold_rule
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from training.hpo.pruners import FoldRule
from training.hpo.pruners.fold_statistics import quantile_of_t

COMPLETE = [
    [0.80, 0.90, 0.70, 0.85, 0.75],
    [0.79, 0.88, 0.70, 0.83, 0.76],
    [0.77, 0.89, 0.68, 0.84, 0.73],
    [0.78, 0.88, 0.69, 0.82, 0.74],
]


def test_a_trial_far_behind_the_best_is_stopped_after_its_first_fold() -> None:
    assert FoldRule().should_prune([0.5], COMPLETE, "maximize")


def test_a_trial_is_compared_in_its_own_folds_so_that_a_hard_fold_does_not_stop_it() -> None:
    assert not FoldRule().should_prune([0.80, 0.90, 0.70], COMPLETE, "maximize")
    assert not FoldRule().should_prune([0.79], COMPLETE, "maximize")


def test_losses_are_compared_the_other_way_round() -> None:
    losses = [[1 - value for value in row] for row in COMPLETE]
    assert FoldRule().should_prune([0.5], losses, "minimize")
    assert not FoldRule().should_prune([0.05], losses, "minimize")


def test_nothing_is_stopped_before_enough_trials_are_complete() -> None:
    assert not FoldRule(n_startup_trials=5).should_prune([0.1], COMPLETE, "maximize")
    assert FoldRule(n_startup_trials=4).should_prune([0.1], COMPLETE, "maximize")


def test_the_folds_that_every_trial_runs_are_left_alone() -> None:
    rule = FoldRule(n_startup_folds=2)
    assert not rule.should_prune([0.1], COMPLETE, "maximize")
    assert rule.should_prune([0.1, 0.1], COMPLETE, "maximize")


def test_after_the_last_fold_there_is_nothing_to_stop() -> None:
    assert not FoldRule().should_prune([0.1] * 5, COMPLETE, "maximize")


def test_the_same_trial_again_says_nothing_about_noise() -> None:
    assert not FoldRule().should_prune([0.1], [COMPLETE[0]] * 9, "maximize")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_finite_does_not_stop_a_trial(value: float) -> None:
    assert not FoldRule().should_prune([value], COMPLETE, "maximize")
    assert FoldRule().should_prune([0.1], [*COMPLETE, [value] * 5, [0.9]], "maximize")


scores = st.floats(0, 1, width=32)
tables = st.lists(st.lists(scores, min_size=5, max_size=5), min_size=4, max_size=9)


@given(table=tables, done=st.lists(scores, min_size=1, max_size=4))
@settings(deadline=None, max_examples=50)
def test_turning_all_signs_and_the_direction_changes_nothing(
    table: list[list[float]], done: list[float]
) -> None:
    turned = [[-value for value in row] for row in table]
    assert FoldRule().should_prune(done, table, "maximize") == FoldRule().should_prune(
        [-value for value in done], turned, "minimize"
    )


@given(table=tables, done=st.lists(scores, min_size=1, max_size=4), worse=st.floats(0, 1))
@settings(deadline=None, max_examples=50)
def test_who_is_stopped_would_be_stopped_with_worse_values_too(
    table: list[list[float]], done: list[float], worse: float
) -> None:
    rule = FoldRule()
    if rule.should_prune(done, table, "maximize"):
        assert rule.should_prune([value - worse for value in done], table, "maximize")


@given(table=tables)
@settings(deadline=None, max_examples=50)
def test_who_leads_in_every_fold_is_never_stopped(table: list[list[float]]) -> None:
    best = [max(row[fold] for row in table) for fold in range(5)]
    for folds in range(1, 5):
        assert not FoldRule().should_prune(best[:folds], table, "maximize")


@pytest.mark.parametrize("arguments", [{"risk": 0.0}, {"risk": 1.0}])
def test_a_risk_out_of_range_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="risk must be between 0 and 1, but got"):
        FoldRule(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("folds", [3, 4, 5])
def test_recorded_sweeps_run_few_folds_and_keep_the_best_trial(folds: int) -> None:
    """100 trials that were really trained, in 200 random orders."""
    table = [row[:folds] for row in recorded_table()]
    outcomes = [with_fold_rule(shuffled(table, seed)) for seed in range(200)]
    assert fmean(outcome.share for outcome in outcomes) <= 0.6
    assert sum(not outcome.kept for outcome in outcomes) < 0.05 * 200


@pytest.mark.parametrize("noise", [0.01, 0.02, 0.04])
def test_simulated_sweeps_run_few_folds_and_keep_the_best_trial(noise: float) -> None:
    """100 trials with 5 folds; noise half as large as the differences of folds, and up to twice."""
    tables = [shuffled(simulated_table(seed, noise), seed) for seed in range(100)]
    outcomes = [with_fold_rule(table) for table in tables]
    assert fmean(outcome.share for outcome in outcomes) <= 0.6
    assert sum(not outcome.kept for outcome in outcomes) < 0.05 * 100


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 8, 40])
@pytest.mark.parametrize("probability", [0.01, 0.5, 0.9, 0.975, 0.9875, 0.995])
def test_quantiles_of_students_distribution_are_right_to_one_percent(
    probability: float, freedom: int
) -> None:
    expected = float(student.ppf(probability, freedom))
    assert quantile_of_t(probability, freedom) == pytest.approx(expected, rel=0.01, abs=1e-9)
