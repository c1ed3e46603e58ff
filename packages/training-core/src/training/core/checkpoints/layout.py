"""Names of folders and files: `checkpoints/step-00000120/manifest.json`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

MANIFEST = "manifest.json"
UNFINISHED_MANIFEST = "manifest.json.partial"
STATE = "state.json"
TENSORS = ".safetensors"

_FOLDER = re.compile(r"step-(\d{8,})(?:-([2-9]|[1-9]\d+))?")


@dataclass(frozen=True, order=True)
class CheckpointFolder:
    """Where a checkpoint is; later ones are greater.

    Attributes:
        step: Optimizer steps made.
        attempt: 1, or more when the step was saved again beside an earlier checkpoint of it.
        path: The folder.
    """

    step: int
    attempt: int
    path: Path = field(compare=False)

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.name

    def is_finished(self) -> bool:
        """Return whether there is a manifest, which is written last and deleted first."""
        return (self.path / MANIFEST).exists()


def folder_for(root: Path, step: int, attempt: int) -> CheckpointFolder:
    """Return the folder for one attempt to save a step; it need not exist."""
    suffix = "" if attempt == 1 else f"-{attempt}"
    return CheckpointFolder(step, attempt, root / f"step-{step:08d}{suffix}")


def checkpoint_folders(root: Path) -> list[CheckpointFolder]:
    """Return the checkpoint folders below `root`, finished or not, newest first.

    Raises:
        OSError: `root` is there and cannot be listed.
    """
    try:
        paths = list(root.iterdir())
    except FileNotFoundError:
        return []
    found = [_parsed(path) for path in paths if path.is_dir() and not path.is_symlink()]
    return sorted((one for one in found if one is not None), reverse=True)


def owner_marker(run_id: str) -> str:
    """Return the name of the empty file by which a folder says, from its start, whose it is."""
    return f".owner-{sha256(run_id.encode()).hexdigest()[:16]}"


def _parsed(path: Path) -> CheckpointFolder | None:
    match = _FOLDER.fullmatch(path.name)
    return match and CheckpointFolder(int(match[1]), int(match[2] or 1), path)
