"""Find a file of an older checkpoint that can serve in a new one too."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path

from training.core.checkpoints.checkpoint import Checkpoint
from training.core.checkpoints.checksums import hash_file
from training.core.checkpoints.checksums import hash_parts
from training.core.checkpoints.manifest import FileRecord


def shareable(
    older: Sequence[Checkpoint], name: str, parts: Iterable[memoryview], version: str
) -> tuple[Path, FileRecord] | None:
    """Return an intact file with exactly the wanted content, or None.

    Two consecutive checkpoints never share a file: whatever happens to one file on the disk, one
    of the two stays good.

    Args:
        older: The run's finished checkpoints, newest first.
        name: Name of the file.
        parts: Its content.
        version: Name of the content; files under another name are not compared.
    """
    if not older:
        return None
    last = older[0].folder.path / name
    for checkpoint in older[1:]:
        path, record = checkpoint.folder.path / name, checkpoint.manifest.files.get(name)
        if record is not None and record.version == version and not _is_same_file(path, last):
            return (path, record) if _holds(path, parts, record.sha256) else None
    return None


def _is_same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _holds(path: Path, parts: Iterable[memoryview], sha256: str) -> bool:
    try:
        return hash_parts(parts) == sha256 == hash_file(path)
    except OSError:
        return False
