from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tests.hpo.planned_sweeps import TINY, Plan
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.fold_runner import FoldRunner
from training.hpo.workers.in_process import InProcessPool
from training.hpo.workers.pool import WorkerDied, never_stop

MANY_EVALUATIONS = {
    "evaluate_every_steps": 1,
    "batch_size": 2,
    "threads": 1,
    "checkpoint": {"every_steps": 1},
}


@pytest.mark.parametrize(
    "allocate", [lambda: bytearray(1 << 62), lambda: torch.empty(1 << 60)], ids=["python", "torch"]
)
def test_a_fold_without_memory_fails_with_the_reason_and_the_way_out(
    allocate: Callable[[], object], plan: Plan, tmp_path: Path
) -> None:
    def judge(report: FoldReport) -> bool:
        return bool(allocate())

    setup = plan().plan.worker_setup(1)
    result = FoldRunner(setup).run(FoldJob(0, 0, str(tmp_path / "fold"), setup.config), judge)
    assert result.outcome == "refused"
    assert result.message.startswith("out of memory (")
    assert "smaller model or batch" in result.message
    assert result.traceback == ""


def test_a_fold_whose_loader_worker_is_killed_continues_as_after_the_death_of_a_worker(
    plan: Plan, tmp_path: Path
) -> None:
    training = {**TINY["training"], **MANY_EVALUATIONS}
    planned = plan()
    setup = planned.plan.worker_setup(1)
    data = {**setup.config["data"], "workers": 1}
    values = {**setup.config, "training": training, "data": data}
    job = FoldJob(0, 0, str(tmp_path / "fold"), values)
    pool = InProcessPool(setup)
    pool.start(job)
    (worker_death,) = pool.wait(1.0, kill_loader_workers)
    assert isinstance(worker_death, WorkerDied)
    assert "data.workers=1: a loader worker" in worker_death.reason
    pool.start(job)
    (result,) = pool.wait(1.0, never_stop)
    assert isinstance(result, FoldResult)
    assert result.outcome == "completed"


def kill_loader_workers(report: FoldReport) -> bool:
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
    return False
