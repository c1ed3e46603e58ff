from __future__ import annotations

import fcntl
import json
import math
import threading
from pathlib import Path
from typing import Any

import pytest

from training.core.io.locks import lock_file
from training.core.runs.directory import LOCK
from training.core.runs.record import write_record
from training.hpo.workers import fold_record
from training.hpo.workers.fold_job import FoldJob
from training.hpo.workers.fold_record import (
    finite_numbers,
    recorded_result,
    wait_for_predecessor,
)

RECORD: dict[str, Any] = {
    "id": "x",
    "kind": "fold",
    "status": "completed",
    "seconds": 2.5,
    "best_epoch": 3,
    "metrics": {"validation": {"f1": 0.5, "loss": 0.25, "rows": {}}, "test": {}},
}


def job(folder: Path, **changes: Any) -> FoldJob:
    write_record(folder, {**RECORD, **changes})
    return FoldJob(7, 2, str(folder), {})


def test_a_fold_that_is_complete_is_not_trained_again(tmp_path: Path) -> None:
    found = recorded_result(job(tmp_path), "f1")
    assert found is not None
    assert (found.outcome, found.value, found.best_epoch) == ("completed", 0.5, 3)
    assert (found.metrics, found.seconds) == ({"f1": 0.5, "loss": 0.25}, 2.5)


def test_a_fold_whose_objective_was_not_finite_has_no_value(tmp_path: Path) -> None:
    found = recorded_result(job(tmp_path), "macro-f1")
    assert found is not None
    assert found.value is None


def test_a_pruned_fold_stays_pruned_and_any_other_is_trained(tmp_path: Path) -> None:
    pruned = recorded_result(job(tmp_path, status="pruned"), "f1")
    assert pruned is not None
    assert (pruned.outcome, pruned.value) == ("pruned", None)
    assert recorded_result(job(tmp_path, status="running"), "f1") is None
    assert recorded_result(FoldJob(0, 0, str(tmp_path / "new"), {}), "f1") is None


def test_the_best_step_is_the_first_with_the_best_numbers(tmp_path: Path) -> None:
    best = {"f1": 0.5, "loss": 0.25}
    rows = [
        {"split": "test", "step": 5, **best},
        {"split": "validation", "step": 10, "f1": 0.4, "loss": 0.25},
        {"split": "validation", "step": 20, "more": 1.0, **best},
        {"split": "validation", "step": 30, **best},
    ]
    lines = ["half a line", *map(json.dumps, rows), "[]"]
    (tmp_path / "metrics.jsonl").write_text("\n".join(lines))
    found = recorded_result(job(tmp_path), "f1")
    assert found is not None
    assert found.best_step == 20


def test_only_finite_numbers_are_metrics() -> None:
    metrics = {"a": 1, "b": 0.5, "c": math.nan, "d": True, "e": "1", "f": {}, "g": -math.inf}
    assert finite_numbers(metrics) == {"a": 1.0, "b": 0.5}


def test_a_worker_that_is_still_ending_is_waited_for(tmp_path: Path) -> None:
    waited = threading.Event()

    def wait() -> None:
        wait_for_predecessor(tmp_path)
        waited.set()

    wait_for_predecessor(tmp_path)
    thread = threading.Thread(target=wait)
    with lock_file(tmp_path / LOCK) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        thread.start()
        assert not waited.wait(0.1)
    thread.join(timeout=60)
    assert waited.is_set()


def test_a_worker_that_never_ends_is_waited_for_only_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold_record, "DYING_SECONDS", 0.1)
    with lock_file(tmp_path / LOCK) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        wait_for_predecessor(tmp_path)
