"""Write files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import IO
from typing import Any


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file at `path` atomically: temporary file beside it, fsync, rename.

    Raises:
        OSError: The folder does not exist or cannot be written; no temporary file stays behind.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            sync_file(file)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_text(path: Path, content: str) -> None:
    """Replace the UTF-8 file at `path` atomically, with line feeds as they stand in `content`."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Replace the JSON file at `path` atomically (indented, UTF-8, no NaN).

    Raises:
        ValueError: `value` holds NaN or an infinity, which JSON cannot express.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def sync_file(file: IO[bytes]) -> None:
    """Make what was written to an open file survive a power failure."""
    file.flush()
    os.fsync(file.fileno())


def settle(path: Path) -> None:
    """Give a file that a library wrote the usual rights, and bring it to the disk."""
    path.chmod(0o666 & ~_umask())
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames within `folder` survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
