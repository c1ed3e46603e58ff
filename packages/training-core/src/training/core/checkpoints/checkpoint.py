"""The checkpoints of a run: those it finished, and the state of each; needs no torch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from training.core.checkpoints.errors import cannot_list
from training.core.checkpoints.layout import CheckpointFolder, checkpoint_folders
from training.core.checkpoints.manifest import Manifest
from training.core.checkpoints.verify import (
    Fault,
    UnusableCheckpointError,
    read_manifest,
    verify_checkpoint,
)


class Checkpoint(NamedTuple):
    """A folder and what must be in it; whether it is has still to be verified.

    Attributes:
        folder: Where it is.
        manifest: Its manifest.
    """

    folder: CheckpointFolder
    manifest: Manifest


def finished_checkpoints(root: Path, run_id: str) -> list[Checkpoint]:
    """Return the checkpoints that a run has finished, newest first.

    Folders of other runs and those with a damaged manifest are left out: nobody knows whose they
    are.

    Raises:
        OSError: `root` is there and cannot be listed.
    """
    found = []
    for folder in checkpoint_folders(root):
        try:
            found.append(Checkpoint(folder, read_manifest(folder, run_id)))
        except UnusableCheckpointError:
            continue
    return found


@dataclass(frozen=True)
class Examination:
    """What was found in the folder of a checkpoint.

    Attributes:
        path: The folder.
        step: Optimizer steps made, by the name of the folder.
        status: ``good``; ``damaged``; ``unfinished``, left by a process that was killed while it
            wrote or deleted it; ``foreign``, of another run; ``newer``, of a newer version.
        problem: Why it is not good, as a clause; empty when it is.
        size: Bytes of all files in the folder.
        written: When it was written (ISO 8601).
    """

    path: Path
    step: int
    status: Literal["good"] | Fault
    problem: str
    size: int
    written: str


def examine_checkpoints(root: Path, run_id: str) -> list[Examination]:
    """Verify every checkpoint below `root`, oldest first.

    Raises:
        RunError: The folder cannot be listed.
    """
    try:
        return [_examined(folder, run_id) for folder in reversed(checkpoint_folders(root))]
    except OSError as error:
        raise cannot_list(root, error) from error


def _examined(folder: CheckpointFolder, run_id: str) -> Examination:
    size = sum(file.stat().st_size for file in folder.path.iterdir() if file.is_file())
    written = datetime.fromtimestamp(folder.path.stat().st_mtime, UTC)
    stamp = written.isoformat(timespec="seconds")
    try:
        manifest = verify_checkpoint(folder, run_id)
    except UnusableCheckpointError as error:
        return Examination(folder.path, folder.step, error.fault, str(error), size, stamp)
    return Examination(folder.path, folder.step, "good", "", size, manifest.created)
