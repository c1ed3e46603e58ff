"""The processes that make batches for one that trains (`data.workers`)."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol, TypeVar

from training.config.origin import shown_path
from training.core.io.torch import torch
from training.core.processes.parent_death import die_with, heed_only_parent
from training.errors import ResumableError

Result = TypeVar("Result")

DYING_SECONDS = 1.0
"""How long a worker whose connection is gone may take to end."""


def prepare_worker(parent: int, worker: int) -> None:
    """Make a loader worker a part of the process that started it: one ends with the other.

    Args:
        parent: Process id of the one that trains.
        worker: Number of the worker, which torch gives.
    """
    die_with(parent)
    heed_only_parent(parent)
    torch.set_num_threads(1)


class HasProcesses(Protocol):
    """A source of batches.

    Attributes:
        processes: The loader workers of the epoch under way.
    """

    processes: Sequence[BaseProcess]


@contextmanager
def worker_deaths(directory: Path, stream: HasProcesses) -> Iterator[None]:
    """Turn what follows from the death of a loader worker into an error of ours.

    Torch raises in the process that trains, wherever it is at that moment; or the connection to
    the worker breaks first.

    Args:
        directory: Directory of the run that is trained.
        stream: Its loader workers.

    Raises:
        ResumableError: A worker was killed within the block.
    """
    try:
        yield
    except (RuntimeError, OSError, EOFError) as error:
        killed = _killed(stream.processes)
        if not killed:
            raise
        message = _message(killed[0], directory, len(stream.processes))
        raise ResumableError(message) from error


def _killed(workers: Sequence[BaseProcess]) -> list[BaseProcess]:
    """Return the workers that were killed; the others are ended if there are any.

    Torch raises in this process for each worker that ends, wherever it is then, until the system
    has forgotten the worker: that would also break off the writing of the record.
    """
    found = _despite_torch(partial(_awaited, workers))
    for worker in workers if found else ():
        _despite_torch(partial(_end, worker))
    return found


def _awaited(workers: Sequence[BaseProcess]) -> list[BaseProcess]:
    """Return the killed workers; the connection of one breaks a moment before it has ended."""
    deadline = monotonic() + DYING_SECONDS
    found: list[BaseProcess] = []
    while not found and monotonic() < deadline:
        sleep(DYING_SECONDS / 100)
        found = [worker for worker in workers if (worker.exitcode or 0) < 0]
    return found


def _end(worker: BaseProcess) -> None:
    worker.kill()
    worker.join()


def _despite_torch(call: Callable[[], Result]) -> Result:
    """Call until torch no longer raises; it does so at most once for each worker."""
    while True:
        try:
            return call()
        except RuntimeError:
            continue


def _message(worker: BaseProcess, directory: Path, workers: int) -> str:
    number = -(worker.exitcode or 0)
    shown = shown_path(directory)
    return (
        f"data.workers={workers}: a loader worker (process {worker.pid}) was killed by "
        f"{signal.Signals(number).name}; the system does so when memory runs out. The checkpoints "
        f"of the run are untouched: continue with `training train --resume {shown}`, or with fewer "
        f"loader workers by the command that began it and `--into {shown} --set data.workers=0`."
    )
