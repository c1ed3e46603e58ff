"""A finished checkpoint of this run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from training.core.checkpoints.layout import CheckpointFolder, checkpoint_folders
from training.core.checkpoints.manifest import Manifest
from training.core.checkpoints.verify import UnusableCheckpointError, read_manifest


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
