"""Base class of worker pools, and the events they return."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult


@dataclass(frozen=True)
class WorkerDied:
    """A worker died in the middle of a fold.

    Attributes:
        job: What it was training.
        reason: How it died, in words.
        is_stopped: Whether a signal asked it to end: nothing is wrong with the trial.
    """

    job: FoldJob
    reason: str
    is_stopped: bool = False


Event: TypeAlias = FoldResult | WorkerDied


def event_of(job: FoldJob, result: FoldResult) -> Event:
    """Return what a result means: a fold whose helper died continues as one whose worker died."""
    return WorkerDied(job, f"ended: {result.message}") if result.outcome == "lost" else result


Judge: TypeAlias = Callable[[FoldReport], bool]
"""Called on an evaluation; returns whether the fold is to end."""


def never_stop(report: FoldReport) -> bool:
    """Let every fold continue to its end."""
    return False


class WorkerPool(ABC):
    """Trains folds for a sweep.

    Attributes:
        size: Folds it trains at a time.
    """

    size: int

    @property
    @abstractmethod
    def free(self) -> int:
        """How many further folds it could train now."""

    @abstractmethod
    def start(self, job: FoldJob) -> None:
        """Begin to train a fold; there must be a free worker."""

    @abstractmethod
    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        """Return what has ended.

        Args:
            seconds: How long to wait at most.
            judge: Is asked about each evaluation meanwhile, in the calling thread.
        """

    @abstractmethod
    def close(self, unfinished: Collection[int] = ()) -> None:
        """End all workers.

        May be called again, and does nothing then.

        Args:
            unfinished: Trials whose folds, where they are being trained, keep a checkpoint.
        """

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
