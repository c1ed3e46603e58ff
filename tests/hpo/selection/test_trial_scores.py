from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

import optuna
import pytest

from training.hpo.pruners.fold_pruning import Direction
from training.hpo.selection.trial_scores import scored_trials
from training.hpo.storage.trial_attributes import CV_FOLD_METRICS, SECONDS, fold_key

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


def test_a_complete_trial_without_fold_values_has_its_own_value() -> None:
    study = study_of([([0.8], 1.0)], "maximize")
    for folds in (None, [], [0.4, None], [0.4, math.nan]):
        trial = study.ask()
        if folds is not None:
            trial.set_user_attr(CV_FOLD_METRICS, folds)
        study.tell(trial, 0.9)
    scored = {one.number: list(one.folds) for one in scored_trials(study)}
    assert scored == {0: [0.8], 1: [0.9], 2: [0.9], 3: [0.9], 4: [0.9]}


def test_trials_with_fewer_folds_than_others_cannot_be_compared() -> None:
    study = study_of([([0.8, 0.9], 1.0), ([0.99], 1.0), ([0.7, 0.6], 1.0)], "maximize")
    assert [one.number for one in scored_trials(study)] == [0, 2]


def test_the_cost_is_what_was_noted_and_else_the_duration() -> None:
    study = study_of([([0.8], 12.5)], "maximize")
    study.tell(study.ask(), 0.5)
    noted, measured = scored_trials(study)
    assert noted.cost == 12.5
    assert measured.cost is not None
    assert measured.cost < 60.0


def test_losses_count_only_where_every_fold_has_one() -> None:
    study = optuna.create_study()
    for losses in ([0.5, 0.7], [0.5, None]):
        trial = study.ask()
        trial.set_user_attr(CV_FOLD_METRICS, [0.8, 0.6])
        for fold, loss in enumerate(losses):
            trial.set_user_attr(fold_key(fold), {"metrics": {"loss": loss}})
        study.tell(trial, 0.7)
    whole, partly = scored_trials(study)
    assert whole.loss == pytest.approx(0.6)
    assert partly.loss == math.inf


def test_without_a_complete_trial_there_is_none() -> None:
    assert scored_trials(optuna.create_study()) == []
