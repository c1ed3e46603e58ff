"""Choose the checkpoints to delete, and delete folders that are ours entirely.

No half-deleted checkpoint looks like a good one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable

from training.core.checkpoints.disk import Disk
from training.core.checkpoints.layout import (
    MANIFEST,
    STATE,
    TENSORS,
    UNFINISHED_MANIFEST,
    CheckpointFolder,
    owner_marker,
)
from training.core.checkpoints.manifest import Manifest

logger = logging.getLogger("training")


def delete_checkpoint(disk: Disk, folder: CheckpointFolder, manifest: Manifest) -> None:
    """Delete a finished checkpoint; one that holds a file of somebody else stays whole.

    Raises:
        OSError: A file cannot be deleted.
    """
    ours = {*manifest.files, MANIFEST, UNFINISHED_MANIFEST, owner_marker(manifest.run_id)}
    foreign = sorted(_names(folder) - ours)
    if foreign:
        logger.warning("%s is kept: it holds %s.", folder.path, ", ".join(foreign))
        return
    _delete(disk, folder, owner_marker(manifest.run_id))


def delete_unfinished(disk: Disk, folder: CheckpointFolder, run_id: str) -> None:
    """Delete what a killed process of this run left; the folder of another run stays.

    Raises:
        OSError: A file cannot be deleted.
    """
    marker, names = owner_marker(run_id), _names(folder)
    if not names:
        disk.delete_folder(folder.path)
    elif marker in names and all(_is_part(name) for name in names - {marker}):
        _delete(disk, folder, marker)


def _delete(disk: Disk, folder: CheckpointFolder, marker: str) -> None:
    """Delete the manifest first and what says whose the folder is last."""
    names = _names(folder)
    if MANIFEST in names:
        disk.delete(folder.path / MANIFEST)
        disk.sync_folder(folder.path)
    for name in _marker_last(names - {MANIFEST}, marker):
        disk.delete(folder.path / name)
    disk.delete_folder(folder.path)


def _marker_last(names: Collection[str], marker: str) -> list[str]:
    return sorted(names, key=lambda name: (name == marker, name))


def _is_part(name: str) -> bool:
    return name in (STATE, UNFINISHED_MANIFEST) or name.endswith(TENSORS)


def _names(folder: CheckpointFolder) -> set[str]:
    return {path.name for path in folder.path.iterdir()}


def superseded(
    folders: Iterable[CheckpointFolder],
    is_good: Callable[[CheckpointFolder], bool],
    keep_last: int,
    best_step: int | None,
) -> list[CheckpointFolder]:
    """Choose the checkpoints to delete: none before `keep_last` newer good ones are there.

    Args:
        folders: The run's finished checkpoints; the one just written and older ones.
        is_good: Returns whether a checkpoint can be used; asked only where the answer matters.
        keep_last: Steps whose newest good checkpoint is kept, at least 1.
        best_step: A further step whose newest good checkpoint is kept.

    Returns:
        Those to delete, newest first. Damaged ones are among them once they are older than the
        last ones that are kept.
    """
    kept: set[int] = set()
    old: list[CheckpointFolder] = []
    for folder in sorted(folders, reverse=True):
        wanted = len(kept) < keep_last or folder.step == best_step
        if folder.step in kept or not wanted:
            old.append(folder)
        elif is_good(folder):
            kept.add(folder.step)
        elif len(kept) >= keep_last:
            old.append(folder)
    return old
