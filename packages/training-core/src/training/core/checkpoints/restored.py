"""A verified checkpoint, ready to be loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.config.origin import shown_path
from training.core.checkpoints.layout import TENSORS
from training.core.checkpoints.manifest import Manifest
from training.core.checkpoints.safetensors_extra import SafetensorError
from training.core.checkpoints.tensor_file import read_tensors
from training.core.torch_extra import torch
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
