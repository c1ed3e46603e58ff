"""Jobs and the backends that run them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from training.config import RunConfig

Status: TypeAlias = Literal["waiting", "running", "completed", "failed", "cancelled"]


@dataclass(frozen=True)
class JobState:
    """What has become of a job.

    Attributes:
        status: In one word.
        detail: Why, or where more can be read; empty when there is nothing to say.
    """

    status: Status
    detail: str = ""


@dataclass(frozen=True)
class Job:
    """A submitted run.

    Attributes:
        id: Its name, unique in its folder of runs.
        launcher: Launcher that carries it out.
        created: When it was submitted, ISO 8601 in UTC.
        directory: Run directory; None when it is on another machine.
        handle: What its backend finds it by.
        folder: Where its record is, with the order and, of a local job, its log.
    """

    id: str
    launcher: str
    created: str
    directory: Path | None
    handle: Mapping[str, Any]
    folder: Path


class JobBackend(ABC):
    """Carries jobs out. A launcher names its own in `Launcher.jobs`."""

    @abstractmethod
    def submit(self, config: RunConfig, directory: Path, folder: Path) -> dict[str, Any]:
        """Start a run that keeps running when this process ends.

        Args:
            config: What to run.
            directory: Its run directory, which exists.
            folder: Folder of the job, with the order (`config.yaml`, `order.json`) in it.

        Returns:
            What finds the job again, as JSON; `directory` set to None when the run is not written
            to `directory`. It is written to disk: no secrets.
        """

    @abstractmethod
    def state(self, job: Job) -> JobState:
        """Return what has become of a job."""

    @abstractmethod
    def logs(self, job: Job, follow: bool) -> Iterator[str]:
        """Yield what the job has said so far, in parts.

        Args:
            job: Which one.
            follow: Continue until it has ended.
        """

    @abstractmethod
    def cancel(self, job: Job) -> None:
        """Ask a job to end, after a checkpoint where that is possible."""
