"""Write one file of a checkpoint and know its checksum."""

from __future__ import annotations

import io
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from training.core.checkpoints.checksums import CHUNK
from training.core.checkpoints.checksums import chunked
from training.core.checkpoints.disk import Disk
from training.core.checkpoints.manifest import FileRecord


def write_file(
    disk: Disk, path: Path, parts: Iterable[memoryview], version: str | None = None
) -> FileRecord:
    """Create a file, write it and wait until it is on the disk.

    Returns:
        Size and checksum of what was handed over, not of what a faulty disk may have kept.

    Raises:
        OSError: The file exists or cannot be written.
    """
    digest, size = sha256(), 0
    try:
        raw = disk.create(path)
        with io.BufferedWriter(raw, CHUNK) as file:
            for chunk in chunked(parts):
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            disk.sync(raw)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    return FileRecord(size, digest.hexdigest(), version)
