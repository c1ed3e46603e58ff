"""One process at a time makes an encoded dataset."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from training.core.io.locks import lock_file

logger = logging.getLogger("training")


@contextmanager
def alone(root: Path, fingerprint: str) -> Iterator[None]:
    """Wait until no other process makes this dataset, and keep others waiting.

    The lock ends with the process that holds it, however that ends. On a file system without locks
    nobody waits: then each process makes the dataset, and the first one that is ready is used.

    Args:
        root: Folder of all encoded datasets.
        fingerprint: Name of the dataset.

    Raises:
        OSError: The folder cannot be written.
    """
    path = root / f".{fingerprint}.lock"
    with lock_file(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            _remove_left_overs(root, fingerprint)
        except OSError as error:
            logger.debug("%s: this file system has no locks: %s", root, error)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def partial_folder(root: Path, fingerprint: str) -> Iterator[Path]:
    """Make a folder to write in; whatever is left of it afterwards is removed.

    Args:
        root: Folder of all encoded datasets.
        fingerprint: Name of the dataset.

    Raises:
        OSError: The folder cannot be written.
    """
    folder = root / f".{fingerprint}.{os.getpid()}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_damaged(root: Path, fingerprint: str) -> None:
    """Remove a dataset that cannot be used, as a whole for those who are about to open it.

    A process that has mapped its files keeps them.

    Args:
        root: Folder of all encoded datasets.
        fingerprint: Name of the dataset; nothing happens when there is none.

    Raises:
        OSError: The folder cannot be written.
    """
    removed = root / f".{fingerprint}.{os.getpid()}.damaged.partial"
    shutil.rmtree(removed, ignore_errors=True)
    with suppress(FileNotFoundError):
        (root / fingerprint).rename(removed)
    shutil.rmtree(removed, ignore_errors=True)


def _remove_left_overs(root: Path, fingerprint: str) -> None:
    """Remove what processes that were killed had written."""
    for folder in root.glob(f".{fingerprint}.*.partial"):
        shutil.rmtree(folder, ignore_errors=True)
