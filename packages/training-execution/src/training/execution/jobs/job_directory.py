"""The temporary folder in which a process and those that train for it meet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from training.core.trainer.observers.observer import Observer
from training.execution.jobs.event_pipe import PipeReader
from training.execution.jobs.job_spec import EVENTS, Spec

LOGS = "ranks"


@dataclass(frozen=True)
class JobDirectory:
    """Where processes find their order and leave their reports.

    Attributes:
        folder: Of this machine and readable by this user only.
        logs: Folder of their output, in the run directory.
        events: What they report.
        worker: Module that each of them runs.
    """

    folder: Path
    logs: Path
    events: PipeReader
    worker: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows the interpreter on their command line."""
        return ("-m", self.worker, str(self.folder), str(os.getpid()))


@contextmanager
def job_directory(order: Spec, observer: Observer) -> Iterator[JobDirectory]:
    """Make the folder, with an order in it, for the length of the block.

    Args:
        order: What the processes are given.
        observer: Hears what happens in the main one.
    """
    with tempfile.TemporaryDirectory(prefix="training-") as name:
        folder = Path(name)
        order.write(folder)
        events = PipeReader(folder / EVENTS, observer)
        try:
            yield JobDirectory(folder, order.directory / LOGS, events, order.worker)
        finally:
            events.close()
