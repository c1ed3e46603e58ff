"""Write one checkpoint: its files first, the manifest that makes it count last."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from training.core.checkpoints.checkpoint import Checkpoint
from training.core.checkpoints.delete import delete_unfinished
from training.core.checkpoints.disk import Disk
from training.core.checkpoints.layout import (
    MANIFEST,
    STATE,
    TENSORS,
    UNFINISHED_MANIFEST,
    CheckpointFolder,
    checkpoint_folders,
    folder_for,
    owner_marker,
)
from training.core.checkpoints.manifest import FileRecord, Manifest, render_manifest
from training.core.checkpoints.snapshot import Snapshot
from training.core.checkpoints.state_json import render_state
from training.core.checkpoints.tensor_file import SerializedTensors
from training.core.io.checksums import CHUNK, chunked, hash_file, hash_parts


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
