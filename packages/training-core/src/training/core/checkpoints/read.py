"""Find the newest checkpoint that can be trusted."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training._regular_files import read_regular
from training.config.origin import shown_path
from training.core.checkpoints.errors import cannot_list, none_good
from training.core.checkpoints.layout import STATE, TENSORS, CheckpointFolder, checkpoint_folders
from training.core.checkpoints.manifest import Manifest
from training.core.checkpoints.state_json import parse_state
from training.core.checkpoints.tensor_file import read_tensors
from training.core.checkpoints.verify import UnusableCheckpointError, verify_checkpoint
from training.core.io.safetensors import SafetensorError
from training.core.io.torch import torch
from training.errors import RunError


@dataclass(frozen=True)
class Restored:
    """A checkpoint of which every byte has been verified.

    Attributes:
        folder: Where it is.
        manifest: What it holds.
        state: The state of the snapshot.
        problems: A sentence for each newer checkpoint, on why it is not this one.
    """

    folder: Path
    manifest: Manifest
    state: Mapping[str, Any]
    problems: tuple[str, ...] = ()

    @property
    def step(self) -> int:
        """Optimizer steps made."""
        return self.manifest.step

    @property
    def stems(self) -> tuple[str, ...]:
        """Names that `tensors` takes."""
        return tuple(
            name.removesuffix(TENSORS) for name in self.manifest.files if name.endswith(TENSORS)
        )

    def tensors(self, stem: str) -> dict[str, torch.Tensor]:
        """Load the tensors of one file into memory of their own.

        Args:
            stem: One of `stems`. Load before the run saves again, for that may delete the folder.

        Raises:
            RunError: The file was changed or deleted since it was verified.
            KeyError: The checkpoint has no such file.
        """
        name = stem + TENSORS
        if name not in self.manifest.files:
            raise KeyError(f"{self.folder} holds {', '.join(self.stems)} and not {stem}")
        try:
            return read_tensors(self.folder / name)
        except (OSError, SafetensorError) as error:
            raise RunError(
                f"{shown_path(self.folder / name)}: it was good a moment ago and cannot be read "
                f"now: {error}. See that no other process uses the run, then continue it again."
            ) from error


logger = logging.getLogger("training")


def restore_newest(root: Path, run_id: str) -> Restored | None:
    """Return the newest good checkpoint of a run; None when none was ever finished.

    Raises:
        RunError: There are checkpoints, and none can be used; or the folder cannot be listed.
    """
    problems: list[str] = []
    finished = False
    for folder in _listed(root):
        try:
            return _restored(folder, run_id, problems)
        except UnusableCheckpointError as error:
            problems.append(f"{folder.name}: {error}")
            finished |= error.fault != "unfinished"
    if finished:
        raise none_good(root, problems)
    for problem in problems:
        logger.warning("%s", problem)
    return None


def _restored(folder: CheckpointFolder, run_id: str, problems: list[str]) -> Restored:
    manifest = verify_checkpoint(folder, run_id)
    state = parse_state(read_regular(folder.path / STATE))
    sentences = (f"{shown_path(folder.path.parent)}/{problem}." for problem in problems)
    return Restored(folder.path, manifest, state, tuple(sentences))


def _listed(root: Path) -> list[CheckpointFolder]:
    try:
        return checkpoint_folders(root)
    except OSError as error:
        raise cannot_list(root, error) from error
