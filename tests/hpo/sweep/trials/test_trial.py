from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import optuna
import pytest

from training.errors import RunError
from training.hpo.storage.trial_attributes import fold_key
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_job import FoldResult

optuna.logging.set_verbosity(optuna.logging.WARNING)


def running(folds: int = 3) -> RunningTrial:
    return RunningTrial(optuna.create_study().ask(), {}, {}, Path("t"), folds)


def result(fold: int, value: float | None, **changes: Any) -> FoldResult:
    metrics = {} if value is None else {"loss": value}
    return FoldResult(0, fold, "completed", value, metrics, seconds=2.0, **changes)


def test_folds_are_trained_in_order_and_one_at_a_time_unless_workers_are_idle() -> None:
    trial = running()
    assert trial.next_fold == 0
    busy = running()
    busy.running.add(0)
    assert busy.next_fold is None
    assert busy.spare_fold == 1


def test_a_fold_is_trained_once() -> None:
    trial = running()
    trial.results[0] = result(0, 0.5)
    assert trial.next_fold == 1
    done = running()
    done.results = {fold: result(fold, 0.5) for fold in range(3)}
    assert done.spare_fold is None


def test_a_trial_is_judged_by_its_first_folds_without_a_gap() -> None:
    trial = running()
    trial.results = {0: result(0, 0.1), 2: result(2, 0.9)}
    trial.considered = 3
    assert [one.fold for one in trial.judgeable] == [0]
    assert trial.mean == 0.1
    trial.results[1] = result(1, 0.5)
    assert trial.mean == pytest.approx(0.5)
    trial.considered = 2
    assert (trial.fold_values, trial.seconds) == ([0.1, 0.5], 4.0)


def test_the_mean_needs_a_number_in_every_judged_fold() -> None:
    trial = running()
    assert math.isnan(trial.mean)
    trial.results = {0: result(0, 0.1), 1: result(1, None)}
    trial.considered = 2
    assert math.isnan(trial.mean)
    assert trial.finite_values == [0.1]
    assert not trial.is_complete


def test_at_its_end_mean_spread_and_shared_metrics_are_noted() -> None:
    trial = running(2)
    trial.results = {0: result(0, 0.2), 1: result(1, 0.4)}
    assert trial.summary() == {"seconds": 0.0, "cv_fold_metrics": []}
    trial.considered = 2
    assert trial.summary() == {
        "seconds": 4.0,
        "cv_fold_metrics": [0.2, 0.4],
        "metrics": {"loss": pytest.approx(0.3)},
        "cv_mean": pytest.approx(0.3),
        "cv_std": pytest.approx(0.1),
    }


def test_a_metric_that_one_fold_lacks_has_no_mean() -> None:
    trial = running(2)
    more = FoldResult(0, 1, "completed", 0.4, {"loss": 0.4, "f1": 0.9})
    trial.results, trial.considered = {0: result(0, 0.2), 1: more}, 2
    assert trial.summary()["metrics"] == {"loss": pytest.approx(0.3)}


def test_a_trial_without_folds_notes_no_statistics_over_them() -> None:
    trial = running(1)
    trial.results, trial.considered = {0: result(0, 0.2)}, 1
    assert trial.summary() == {"seconds": 2.0, "metrics": {"loss": 0.2}}


def test_a_resumed_trial_knows_its_folds_and_judges_the_last_one_again() -> None:
    trial = running()
    for fold in range(2):
        trial.trial.set_user_attr(fold_key(fold), result(fold, 0.1 * fold).as_values())
    trial.trial.set_user_attr("worker_deaths", 2)
    trial.remember()
    assert (sorted(trial.results), trial.considered, trial.deaths) == ([0, 1], 1, 2)
    assert trial.next_fold == 2


def test_a_trial_of_which_nothing_is_noted_begins_anew() -> None:
    trial = running()
    trial.trial.set_user_attr("worker_deaths", "many")
    trial.remember()
    assert (trial.results, trial.considered, trial.deaths) == ({}, 0, 0)


def test_a_damaged_note_is_refused_with_its_place() -> None:
    trial = running()
    trial.trial.set_user_attr(fold_key(1), {"fold": "one"})
    with pytest.raises(RunError, match="trial 0: `fold_1` in the study"):
        trial.remember()
