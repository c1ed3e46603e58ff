"""Open regular files only: a pipe or a device has no end, or nobody who writes to it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_WAY_OUT = "a regular file is expected: write the content to one, and name that"


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to read its bytes.

    Raises:
        OSError: It cannot be opened, or is something else; the reason in words is `strerror`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        reason = _irregular(os.fstat(descriptor).st_mode, path)
        if reason is not None:
            raise reason
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path) -> bytes:
    """Return the bytes of a regular file.

    Raises:
        OSError: As `open_regular`.
    """
    with open_regular(path) as file:
        return file.read()


def require_no_stream(path: Path) -> None:
    """Refuse a pipe, a device or a socket; a file or folder passes.

    Raises:
        OSError: It is one, is missing, or cannot be looked at.
    """
    mode = path.stat().st_mode
    reason = None if stat.S_ISDIR(mode) else _irregular(mode, path)
    if reason is not None:
        raise reason


def _irregular(mode: int, path: Path) -> OSError | None:
    """Return the error for what is no regular file; None for one."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    kind = next((name for matches, name in _KINDS if matches(mode)), "no file")
    return OSError(errno.EINVAL, f"it is {kind}, and {_WAY_OUT}", str(path))
