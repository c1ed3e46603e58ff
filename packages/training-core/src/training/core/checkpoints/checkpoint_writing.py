"""Write one checkpoint: its files first, the manifest that makes it count last."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC
from datetime import datetime
from pathlib import Path

from training.core.checkpoints.checkpoint import Checkpoint
from training.core.checkpoints.deletion import delete_unfinished
from training.core.checkpoints.disk import Disk
from training.core.checkpoints.file_writing import write_file
from training.core.checkpoints.layout import MANIFEST
from training.core.checkpoints.layout import STATE
from training.core.checkpoints.layout import TENSORS
from training.core.checkpoints.layout import UNFINISHED_MANIFEST
from training.core.checkpoints.layout import CheckpointFolder
from training.core.checkpoints.layout import checkpoint_folders
from training.core.checkpoints.layout import folder_for
from training.core.checkpoints.layout import owner_marker
from training.core.checkpoints.manifest import FileRecord
from training.core.checkpoints.manifest import Manifest
from training.core.checkpoints.manifest import render_manifest
from training.core.checkpoints.sharing import shareable
from training.core.checkpoints.snapshot import Snapshot
from training.core.checkpoints.state_json import render_state
from training.core.checkpoints.tensor_file import SerializedTensors


def write_checkpoint(
    disk: Disk, root: Path, run_id: str, snapshot: Snapshot, older: Sequence[Checkpoint]
) -> Checkpoint:
    """Write a snapshot into a new folder below `root`; existing ones are not touched.

    Args:
        disk: Where to.
        root: The folder of all checkpoints; exists.
        run_id: The run it belongs to.
        snapshot: What it holds.
        older: The run's finished checkpoints, newest first, for files that can be shared.

    Raises:
        OSError: The disk refused; what was begun has been deleted, if the disk let it.
        TypeError: The state holds something that cannot be stored.
        ValueError: A tensor cannot be stored.
    """
    contents = _contents(snapshot)
    folder = _new_folder(disk, root, snapshot.step)
    try:
        _claim(disk, folder, run_id)
        files = {
            name: _place(disk, folder.path / name, parts, snapshot.versions, older)
            for name, parts in contents.items()
        }
        disk.sync_folder(folder.path)
        manifest = _manifest(run_id, snapshot, files)
        _finish(disk, folder, manifest)
    except OSError:
        with suppress(OSError):
            delete_unfinished(disk, folder, run_id)
        raise
    return Checkpoint(folder, manifest)


def _contents(snapshot: Snapshot) -> dict[str, Iterable[memoryview]]:
    """Return what goes into each file; refuses what cannot be stored before anything is written."""
    tensors = {stem + TENSORS: SerializedTensors(one) for stem, one in snapshot.tensors.items()}
    return {**tensors, STATE: [memoryview(render_state(snapshot.state))]}


def _new_folder(disk: Disk, root: Path, step: int) -> CheckpointFolder:
    """Make a folder that no other process has, even one that saves the same step."""
    attempt = max((one.attempt for one in checkpoint_folders(root) if one.step == step), default=0)
    while True:
        attempt += 1
        folder = folder_for(root, step, attempt)
        with suppress(FileExistsError):
            disk.make_folder(folder.path)
            return folder


def _claim(disk: Disk, folder: CheckpointFolder, run_id: str) -> None:
    """Say whose the folder is before anything is in it, so that a rest can be cleaned up."""
    disk.create(folder.path / owner_marker(run_id)).close()
    disk.sync_folder(folder.path)
    disk.sync_folder(folder.path.parent)


def _place(
    disk: Disk,
    path: Path,
    parts: Iterable[memoryview],
    versions: Mapping[str, str],
    older: Sequence[Checkpoint],
) -> FileRecord:
    version = versions.get(path.name.removesuffix(TENSORS))
    shared = None if version is None else shareable(older, path.name, parts, version)
    if shared is not None:
        with suppress(OSError):
            disk.link(shared[0], path)
            return shared[1]
    return write_file(disk, path, parts, version)


def _manifest(run_id: str, snapshot: Snapshot, files: Mapping[str, FileRecord]) -> Manifest:
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(run_id, snapshot.step, created, snapshot.best_step, files)


def _finish(disk: Disk, folder: CheckpointFolder, manifest: Manifest) -> None:
    partial = folder.path / UNFINISHED_MANIFEST
    write_file(disk, partial, [memoryview(render_manifest(manifest))])
    disk.rename(partial, folder.path / MANIFEST)
    disk.sync_folder(folder.path)
