"""The few operations by which files change, in one place so that a test can stop at each."""

from __future__ import annotations

import io
import os
from pathlib import Path

from training.core.io.atomic_files import sync_folder


class Disk:
    """The file system, unbuffered; every method raises OSError when it refuses."""

    def make_folder(self, folder: Path) -> None:
        """Create a folder that does not exist yet."""
        folder.mkdir()

    def create(self, path: Path) -> io.RawIOBase:
        """Open a file that does not exist yet for writing."""
        return io.FileIO(path, "x")

    def sync(self, file: io.RawIOBase) -> None:
        """Make the content of a file survive a power failure."""
        os.fsync(file.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Make what was created, renamed and deleted in a folder survive a power failure."""
        sync_folder(folder)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file its final name."""
        source.replace(target)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name."""
        target.hardlink_to(source)

    def delete(self, path: Path) -> None:
        """Delete a file."""
        path.unlink()

    def delete_folder(self, folder: Path) -> None:
        """Delete an empty folder."""
        folder.rmdir()
