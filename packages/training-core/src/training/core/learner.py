"""What the trainer drives: a model with everything needed to feed, score and export it."""

from __future__ import annotations

from abc import ABC
from abc import abstractmethod
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.core.torch_extra import nn
from training.core.torch_extra import torch
from training.errors import ConfigError

Example = Mapping[str, np.ndarray]
"""One encoded sample: named arrays."""

Metrics = dict[str, Any]
"""Numbers of one evaluation; a nested mapping is a table, for example ``per_entity``."""


@dataclass(frozen=True)
class Batch:
    """Examples side by side.

    Attributes:
        tensors: Named tensors whose first dimension is the batch.
        samples: Number of examples.
        tokens: Number of units the loss is a mean over; also what throughput counts.
        cells: Size with padding, in the units of `Learner.length`; 0 where nothing is padded.
        padding: How many of the cells hold nothing.
        indices: Positions of the examples in their split.
    """

    tensors: dict[str, torch.Tensor]
    samples: int
    tokens: int
    cells: int = 0
    padding: int = 0
    indices: tuple[int, ...] = ()

    def to(self, device: torch.device) -> Batch:
        """Return the batch on another device; pinned memory is copied without waiting."""
        moved = {name: one.to(device, non_blocking=True) for name, one in self.tensors.items()}
        return Batch(moved, self.samples, self.tokens, self.cells, self.padding, self.indices)


class Learner(ABC):
    """A task's model.

    Attributes:
        model: The network; called with the tensors of a batch.
        schema: What `Task.fit_schema` returned.
    """

    model: nn.Module
    schema: Mapping[str, Any]

    @abstractmethod
    def encode(self, sample: Any) -> Example:
        """Turn a sample into arrays."""

    @abstractmethod
    def length(self, example: Example) -> int:
        """Return the size of an example in tokens (or rows); batches join similar lengths."""

    @abstractmethod
    def collate(self, examples: Sequence[Example]) -> Batch:
        """Join examples, padding where needed."""

    @abstractmethod
    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the mean loss over the tokens of a batch, a scalar."""

    @abstractmethod
    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the prediction for each example of a batch, without padding."""

    @abstractmethod
    def score(
        self,
        samples: Sequence[Any],
        examples: Sequence[Example],
        predictions: Sequence[np.ndarray],
    ) -> Metrics:
        """Compare predictions with samples, in the units people wrote them in."""

    @abstractmethod
    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return a prediction as a JSON-able mapping for users."""

    def enable_activation_checkpointing(self) -> None:
        """Compute activations again in the backward pass instead of storing them.

        Raises:
            ConfigError: The model cannot; so it is unless a learner overrides this.
        """
        raise ConfigError(
            "training.activation_checkpointing: this task and backbone cannot compute activations "
            "again. Set it to false."
        )

    def save_assets(self, folder: Path) -> None:
        """Write what is needed beside weights, schema and options; nothing by default."""
