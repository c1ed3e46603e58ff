"""The processes that make batches for one that trains (`data.workers`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.config.origin import shown_path
from training.core.parent_death import die_with
from training.core.parent_death import heed_only_parent
from training.core.torch_extra import torch
from training.errors import ResumableError

_DIED = re.compile(r"DataLoader worker \(pid(?:\(s\))? (?P<processes>[\d, ]+)\)(?P<how>[^.]*)")
"""What torch raises in the process that trains, wherever it is at that moment."""


def prepare_worker(parent: int, worker: int) -> None:
    """Make a loader worker a part of the process that started it: one ends with the other.

    Args:
        parent: Process id of the one that trains.
        worker: Number of the worker, which torch gives.
    """
    die_with(parent)
    heed_only_parent()
    torch.set_num_threads(1)


@contextmanager
def worker_deaths(directory: Path, workers: int) -> Iterator[None]:
    """Turn what torch raises when a loader worker has died into an error of ours.

    Args:
        directory: Directory of the run that is trained.
        workers: How many workers it has.

    Raises:
        ResumableError: A worker has died within the block.
    """
    try:
        yield
    except RuntimeError as error:
        died = _DIED.match(str(error)) if workers else None
        if died is None:
            raise
        raise ResumableError(_message(died, directory, workers)) from error


def _message(died: re.Match[str], directory: Path, workers: int) -> str:
    how = died["how"].strip()
    shown = shown_path(directory)
    return (
        f"data.workers={workers}: the loader worker with process id {died['processes']} {how}; the "
        "system kills processes when memory runs out. The checkpoints of the run are untouched: "
        f"continue with `training train --resume {shown}`, or with fewer loader workers by the "
        f"command that began it and `--into {shown} --set data.workers=0`."
    )
