"""Contents of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.core.io.torch import torch


@dataclass(frozen=True)
class Snapshot:
    """Everything that a run needs to continue, as values that nobody changes before it is written.

    Attributes:
        step: Optimizer steps made, from 0; names the folder.
        tensors: Named tensors in the host's memory, for each file: ``model``, ``optimizer``, ….
            Two names of one tensor (tied weights) stay one tensor.
        state: None, booleans, numbers (also infinite and NaN), texts, and lists, tuples and
            dictionaries of these; read back exactly.
        best_step: Step of the best evaluation so far; its checkpoint, if any, is kept.
        versions: Name of the content of a file of `tensors`, for those that seldom change. A file
            whose content has the same name in an older checkpoint is linked, not written again.
    """

    step: int
    tensors: Mapping[str, Mapping[str, torch.Tensor]]
    state: Mapping[str, Any]
    best_step: int | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all tensors."""
        return sum(tensor.nbytes for named in self.tensors.values() for tensor in named.values())
