from __future__ import annotations

import json

from training.hpo.workers.fold_job import FoldJob, FoldResult, WorkerSetup


def test_a_setup_reaches_its_workers_as_json() -> None:
    setup = WorkerSetup({"seed": 1}, True, [([0, 1], [2])], "c", "s", "cache", "f1", True, 2, "t")
    again = WorkerSetup(**json.loads(json.dumps(setup.as_values())))
    assert json.dumps(again.as_values()) == json.dumps(setup.as_values())
    assert (again.threads, again.test, again.waits) == (2, "t", True)


def test_a_result_comes_back_as_json() -> None:
    result = FoldResult(7, 2, "completed", 0.5, {"f1": 0.5}, 3, 30, 1.5, "fold", "", "")
    assert FoldResult(**json.loads(json.dumps(result.as_values()))) == result


def test_a_fold_that_did_not_complete_has_no_value() -> None:
    result = FoldResult(7, 2, "diverged")
    assert (result.value, result.metrics, result.best_step) == (None, {}, None)


def test_a_job_is_named_by_trial_and_fold() -> None:
    job = FoldJob(7, 2, "fold", {})
    assert (str(job), job.key) == ("trial 7, fold 2", (7, 2))
