from __future__ import annotations

import logging
from pathlib import Path

import optuna
import pytest

from training.hpo.exceptions import TrialExecutionError
from training.hpo.sweep.trials.failures import BrokenTrialsError, Failures
from training.hpo.sweep.trials.trial import RunningTrial

optuna.logging.set_verbosity(optuna.logging.WARNING)


@pytest.fixture
def trial() -> RunningTrial:
    return RunningTrial(optuna.create_study().ask(), {"rate": 0.5}, {}, Path("t"), 3)


def test_the_third_trial_in_a_row_that_fails_from_the_start_ends_the_sweep(
    trial: RunningTrial,
) -> None:
    failures = Failures(20)
    failures.add(trial, "refused", "out of memory")
    failures.add(trial, "refused", "out of memory")
    with pytest.raises(TrialExecutionError, match=r"trial 0 with {'rate': 0.5}: out of memory"):
        failures.add(trial, "refused", "out of memory")


def test_a_sweep_of_fewer_trials_ends_when_all_have_failed(trial: RunningTrial) -> None:
    with pytest.raises(TrialExecutionError):
        Failures(1).add(trial, "refused", "out of memory")


def test_once_a_trial_worked_failures_are_bad_combinations(trial: RunningTrial) -> None:
    failures = Failures(20)
    failures.worked()
    for _ in range(9):
        failures.add(trial, "refused", "out of memory")


def test_trials_that_diverge_are_no_failures_of_the_sweep(trial: RunningTrial) -> None:
    failures = Failures(1)
    for _ in range(9):
        failures.add(trial, "diverged", "the loss is not finite")


def test_an_objective_that_nobody_reports_ends_the_sweep_at_once(trial: RunningTrial) -> None:
    failures = Failures(20)
    failures.worked()
    with pytest.raises(TrialExecutionError, match="no number `f2`"):
        failures.add(trial, "misnamed", "the evaluation reports no number `f2`")


def test_a_bug_keeps_its_traceback_and_is_logged(
    trial: RunningTrial, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.ERROR, logger="training"),
        pytest.raises(BrokenTrialsError, match="Traceback of the bug"),
    ):
        Failures(1).add(trial, "broken", "division by zero", "Traceback of the bug\n")
    assert "division by zero\nTraceback of the bug" in caplog.text
