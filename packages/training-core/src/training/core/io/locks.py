"""Open files to lock them, so that the lock is that of this process alone.

A lock of `fcntl.flock` belongs to the open file, which a forked child shares: as long as one child
lives, for example a loader worker, the lock outlives the process that took it. So children close
the files first of all.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

_open: set[FileIO] = set()


@contextmanager
def lock_file(path: Path, create: bool = True) -> Iterator[FileIO]:
    """Open a file that is locked within the block; children close it.

    Args:
        path: The file.
        create: Make it if it is missing.

    Raises:
        OSError: It cannot be opened.
    """
    with FileIO(path, "a" if create else "r", opener=_opened) as file:
        _open.add(file)
        try:
            yield file
        finally:
            _open.discard(file)


def _opened(path: str, flags: int) -> int:
    """Open no link, which may lead to somebody else's file, and wait for no pipe."""
    try:
        return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK) and Path(path).is_symlink():
            name = Path(path).name
            what = f"{name} in it is a link, which may lead to somebody else's file; delete {name}"
            raise OSError(error.errno, what, path) from error
        raise


def _close_in_child() -> None:
    """Close, and do not unlock: unlocking would take the lock from the parent too."""
    for file in _open:
        file.close()
    _open.clear()


os.register_at_fork(after_in_child=_close_in_child)
