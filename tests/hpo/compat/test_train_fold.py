from __future__ import annotations

from dataclasses import replace

import pytest

from training.hpo.compat.train_fold import place_of, train_fold
from training.hpo.exceptions import TrialExecutionError
from training.hpo.workers.fold_job import FoldJob, FoldResult, Outcome, WorkerSetup
from training.hpo.workers.fold_runner import FoldRunner

JOB = FoldJob(trial=3, fold=1, directory="", config={})
ENDED = FoldResult(3, 1, "completed", value=0.5)


class Ended(FoldRunner):
    """An engine whose fold ended in a given way."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(WorkerSetup({}, True, (), "", "", "", "f1", waits=False))
        self.result = replace(ENDED, outcome=outcome, message="lr is too high", traceback="File x")

    def run(self, job: FoldJob, judge: object = None) -> FoldResult:
        return self.result


@pytest.mark.parametrize("outcome", ["completed", "diverged"])
def test_a_fold_that_was_trained_is_returned_whatever_came_out(outcome: Outcome) -> None:
    engine = Ended(outcome)
    assert train_fold(engine, JOB, {}) is engine.result


@pytest.mark.parametrize("outcome", ["refused", "misnamed", "lost", "unwritten", "pruned"])
def test_a_fold_that_was_not_is_an_error_with_trial_fold_parameters_and_reason(
    outcome: Outcome,
) -> None:
    with pytest.raises(TrialExecutionError) as caught:
        train_fold(Ended(outcome), JOB, {"lr": 0.1})
    assert str(caught.value) == "trial 3, fold 1 with {'lr': 0.1}: lr is too high"


def test_a_bug_keeps_its_traceback() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)trial 3, fold 1 .*File x"):
        train_fold(Ended("broken"), JOB, {})


def test_a_trial_without_a_cross_validation_has_no_fold() -> None:
    assert place_of(replace(JOB, kind="trial")) == "trial 3"
