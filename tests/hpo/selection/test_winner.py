from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import optuna
import pytest

from training.hpo.cli.format import tie_words
from training.hpo.exceptions import SelectionError
from training.hpo.pruners.fold_pruning import Direction
from training.hpo.report.facts import best_first, trial_facts
from training.hpo.selection import (
    select_winner,
)
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.storage.trial_attributes import CV_FOLD_METRICS, METRICS, SECONDS, fold_key

optuna.logging.set_verbosity(optuna.logging.WARNING)


def study_of(rows: Sequence[tuple[Sequence[float], float]], direction: Direction) -> optuna.Study:
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
