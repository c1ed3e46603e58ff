from __future__ import annotations

from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.pool import WorkerDied, event_of, never_stop

JOB = FoldJob(7, 2, "fold", {})


def test_a_fold_whose_helper_died_continues_as_one_whose_worker_died() -> None:
    event = event_of(JOB, FoldResult(7, 2, "lost", message="a loader worker was killed"))
    assert event == WorkerDied(JOB, "ended: a loader worker was killed")
    assert isinstance(event, WorkerDied)
    assert not event.is_stopped


def test_any_other_result_is_itself() -> None:
    result = FoldResult(7, 2, "refused", message="out of memory")
    assert event_of(JOB, result) is result


def test_without_a_judge_no_fold_is_stopped() -> None:
    assert not never_stop(FoldReport(7, 2, 1, 1, 1, None))
