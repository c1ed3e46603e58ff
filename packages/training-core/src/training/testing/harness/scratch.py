"""A folder for the runs of a check."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MEMORY = Path("/dev/shm")
"""File system in memory, where there is one: small runs spend most of their time on the disk."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder that is deleted afterwards."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    parent = MEMORY if usable and "TMPDIR" not in os.environ else None
    with TemporaryDirectory(prefix="training-kit-", dir=parent) as folder:
        yield Path(folder)
