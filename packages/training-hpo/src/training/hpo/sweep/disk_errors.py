"""Stop a sweep whose disk is full, read-only or faulty, and name how it continues."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.config.origin import shown_path
from training.core.io.atomic_files import refusal_of_disk
from training.core.runs.directory import RECORD
from training.errors import UserError
from training.hpo.exceptions import DiskRefusedError
from training.hpo.workers.disk_errors import refusal_words


@contextmanager
def disk_refusals(sweep: Path) -> Iterator[None]:
    """Turn what a disk refuses within the block into one kind of error.

    Args:
        sweep: Folder of the sweep, which need not exist yet.

    Raises:
        DiskRefusedError: The disk is full, read-only or faulty.
    """
    try:
        yield
    except DiskRefusedError:
        raise
    except (OSError, UserError) as error:
        if refusal_of_disk(error) is None:
            raise
        raise DiskRefusedError(stopped(refusal_words(error), sweep)) from error


def stopped(reason: str, sweep: Path) -> str:
    """Return what has become of a sweep, and the way out.

    Args:
        reason: What could not be written, and why.
        sweep: Folder of the sweep.
    """
    if not (sweep / RECORD).is_file():
        return f"{reason} Nothing was trained: free space, then start the sweep again."
    return (
        f"{reason} No trial has failed by this: what is finished is kept, and trials under way "
        "wait. Free space or make the disk writable, then continue the sweep with `training hpo "
        f"resume {shown_path(sweep)}`."
    )
