"""Workers as actors of a Ray cluster."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from training._waiting import passive_waiting
from training.core.plugins.selection import plugin_variables
from training.errors import missing_extra
from training.execution.launchers.ray.local_cluster import prefer_loopback, start_local_ray
from training.hpo.workers.config import WorkersConfig
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult, WorkerSetup
from training.hpo.workers.pool import Event, Judge, WorkerDied, WorkerPool, event_of
from training.hpo.workers.worker_count import WorkerCount

LOOK_SECONDS = 0.05
"""Time between two looks for evaluations."""
_CALLS = 3
"""An actor trains while it is asked for its evaluations and given a verdict."""


class RayWorker:
    """Trains folds in an actor; the folders of the sweep must be seen from its machine.

    Args:
        setup: What all jobs share, as JSON values.
    """

    def __init__(self, setup: dict[str, Any]) -> None:
        from training.core.io.torch import torch
        from training.hpo.workers.fold_runner import FoldRunner

        self._setup = WorkerSetup(**setup)
        if self._setup.threads is not None:
            torch.set_num_threads(self._setup.threads)
        self._runner = FoldRunner(self._setup)
        self._reports: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._verdicts: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Train a fold and return its result."""
        return self._runner.run(FoldJob(**job), self._may_end).as_values()

    def reports(self) -> list[dict[str, Any]]:
        """Return the evaluations since the last call."""
        found = []
        while not self._reports.empty():
            found.append(self._reports.get())
        return found

    def answer(self, stop: bool) -> None:
        """Return whether the fold is to end."""
        self._verdicts.put(stop)

    def _may_end(self, report: FoldReport) -> bool:
        self._reports.put(asdict(report))
        return self._setup.waits and self._verdicts.get()


@dataclass
class _RayWorkerSlot:
    actor: Any
    job: FoldJob | None = None
    result: Any = None
    asked: Any = None


class RayPool(WorkerPool):
    """One actor per worker; Ray is started on this machine unless a cluster is configured.

    Args:
        setup: What all jobs share.
        config: GPUs of each worker.
        worker_count: Number of workers and their threads.

    Raises:
        MissingExtraError: Ray is not installed.
    """

    def __init__(
        self, setup: WorkerSetup, config: WorkersConfig, worker_count: WorkerCount
    ) -> None:
        self._ray = _import_ray()
        self._started_here = not self._ray.is_initialized()
        if self._started_here:
            start_local_ray(self._ray)
        self.size = max(1, worker_count.number)
        self._waits = setup.waits
        self._setup = self._ray.put(setup.as_values())
        self._options = self._reserved(config, worker_count)
        self._slots = [_RayWorkerSlot(self._start_worker()) for _ in range(self.size)]

    @property
    def free(self) -> int:
        """How many further folds it could train now."""
        return sum(slot.job is None for slot in self._slots)

    def start(self, job: FoldJob) -> None:
        """Give a fold to a free actor."""
        slot = next(slot for slot in self._slots if slot.job is None)
        slot.job = job
        slot.result = slot.actor.run.remote(asdict(job))

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        """Return what has ended, after at most so many seconds."""
        deadline = time.monotonic() + seconds
        events: list[Event] = []
        while not events and time.monotonic() < deadline:
            busy = [slot for slot in self._slots if slot.job is not None]
            for slot in busy:
                events += self._look(slot, judge)
            if not events:
                time.sleep(LOOK_SECONDS)
        return events

    def close(self, unfinished: Collection[int] = ()) -> None:
        """End all actors, and Ray itself if it was started here; folds have earlier checkpoints."""
        slots, self._slots = self._slots, []
        for slot in slots:
            self._ray.kill(slot.actor)
        if self._started_here:
            self._started_here = False
            self._ray.shutdown()

    def _look(self, slot: _RayWorkerSlot, judge: Judge) -> list[Event]:
        try:
            self._hear(slot, judge)
            done, _ = self._ray.wait([slot.result], timeout=0)
            if not done:
                return []
            result = FoldResult(**self._ray.get(slot.result))
        except self._ray.exceptions.RayActorError as error:
            return self._handle_worker_death(slot, error)
        job, slot.job = slot.job, None
        return [] if job is None else [event_of(job, result)]

    def _hear(self, slot: _RayWorkerSlot, judge: Judge) -> None:
        """Ask for evaluations, without waiting for the actor to answer."""
        if slot.asked is None:
            slot.asked = slot.actor.reports.remote()
        done, _ = self._ray.wait([slot.asked], timeout=0)
        if not done:
            return
        reports, slot.asked = self._ray.get(slot.asked), None
        for report in reports:
            stop = judge(FoldReport(**report))
            if self._waits:
                slot.actor.answer.remote(stop)

    def _handle_worker_death(self, slot: _RayWorkerSlot, error: Exception) -> list[Event]:
        """Put a new actor in the place of one that died."""
        job, slot.job, slot.asked = slot.job, None, None
        slot.actor = self._start_worker()
        reason = f"died: {(str(error).splitlines() or ['no reason given'])[0]}"
        return [] if job is None else [WorkerDied(job, reason)]

    def _start_worker(self) -> Any:
        actor = self._ray.remote(RayWorker).options(**self._options)
        return actor.remote(self._setup)

    def _reserved(self, config: WorkersConfig, worker_count: WorkerCount) -> dict[str, Any]:
        in_cluster = self._ray.cluster_resources()
        gpus = config.gpus if config.gpus is not None else min(1.0, in_cluster.get("GPU", 0.0))
        cores = min(worker_count.threads or 1, in_cluster.get("CPU", 1.0) / self.size)
        variables = {"env_vars": {**passive_waiting(os.environ), **plugin_variables(os.environ)}}
        return {
            "num_cpus": cores,
            "num_gpus": gpus,
            "max_concurrency": _CALLS,
            "runtime_env": variables,
        }


def _import_ray() -> Any:
    prefer_loopback()
    try:
        import ray
    except ImportError as error:
        raise missing_extra("ray", "training-hpo", "ray") from error
    return ray
