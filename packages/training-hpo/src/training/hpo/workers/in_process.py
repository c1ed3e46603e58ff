"""Train folds in the process of the sweep itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from training.hpo.workers.fold_job import FoldJob, WorkerSetup
from training.hpo.workers.fold_runner import FoldRunner
from training.hpo.workers.pool import Event, Judge, WorkerPool, event_of


class InProcessPool(WorkerPool):
    """Trains one fold at a time; `wait` trains it to its end.

    Args:
        setup: What all jobs share.
    """

    size = 1

    def __init__(self, setup: WorkerSetup) -> None:
        self._runner = FoldRunner(setup)
        self._job: FoldJob | None = None

    @property
    def free(self) -> int:
        """How many further folds it could train now."""
        return 1 if self._job is None else 0

    def start(self, job: FoldJob) -> None:
        """Note what to train next."""
        self._job = job

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        """Train what was started."""
        if self._job is None:
            return []
        job, self._job = self._job, None
        return [event_of(job, self._runner.run(job, judge))]

    def close(self, unfinished: Collection[int] = ()) -> None:
        """Do nothing: nothing runs beside the sweep."""
