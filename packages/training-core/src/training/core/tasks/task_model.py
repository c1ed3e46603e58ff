"""Task models: a model with everything needed to feed, score and export it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from training.core.io.torch import nn, torch
from training.core.metrics.chosen_metric import ChosenMetric
from training.core.metrics.item_metric import Items
from training.core.metrics.item_scorer import ItemScorer, MergeableItemScorer
from training.errors import ConfigError, PluginError

Example = Mapping[str, np.ndarray]
"""One encoded sample: named arrays."""

Metrics = dict[str, Any]
"""Numbers of one evaluation; a nested mapping is a table, for example ``per_entity``."""


TEACHER = "teacher"
"""Name of the array, in examples and batches, with the scores that a teacher gave."""


@dataclass(frozen=True)
class Batch:
    """Examples side by side.

    Attributes:
        tensors: Named tensors whose first dimension is the batch.
        samples: Number of examples.
        tokens: Number of units the loss is a mean over; also what throughput counts.
        padded_tokens: Size with padding, in the units of `TaskModel.length`; 0 where nothing is
            padded.
        padding: How many of the cells hold nothing.
        indices: Positions of the examples in their split.
    """

    tensors: dict[str, torch.Tensor]
    samples: int
    tokens: int
    padded_tokens: int = 0
    padding: int = 0
    indices: tuple[int, ...] = ()

    def to(self, device: torch.device) -> Batch:
        """Return the batch on another device; pinned memory is copied without waiting."""
        if device.type == "cpu":
            return self
        moved = {name: one.to(device, non_blocking=True) for name, one in self.tensors.items()}
        return Batch(
            moved, self.samples, self.tokens, self.padded_tokens, self.padding, self.indices
        )

    def pin_memory(self) -> Batch:
        """Return the batch in memory that a GPU copies from without waiting."""
        pinned = {name: one.pin_memory() for name, one in self.tensors.items()}
        return replace(self, tensors=pinned)


class Scorer(Protocol):
    """Scores samples while they stream by; its memory does not grow with their number."""

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        """Count some samples, as `TaskModel.join` returns them."""

    def metrics(self) -> Metrics:
        """Return the numbers of all that was counted."""


@runtime_checkable
class MergeableScorer(Scorer, Protocol):
    """A scorer that can take over what others have counted.

    With several processes each one scores its share of the samples, once, and the main one merges
    the counts. A scorer without these methods is correct too: then every process scores all.
    """

    def state(self) -> dict[str, np.ndarray]:
        """Return all that was counted, as named arrays."""

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another scorer of the same kind returned as its state."""


class TaskModel(ABC):
    """A task's model.

    Attributes:
        model: The network; called with the tensors of a batch.
        schema: What `Task.fit_schema` returned.
        passes: How often the network is called with a training batch, each time with other dropout,
            before the loss is computed.
        classes: Names of the classes that `class_scores` scores, in their order.
        chosen_metrics: Metrics that the configuration names.
    """

    model: nn.Module
    schema: Mapping[str, Any]
    passes: int = 1
    classes: Sequence[str] = ()
    chosen_metrics: Sequence[ChosenMetric] = ()

    @abstractmethod
    def encode(self, samples: Sequence[Any]) -> list[list[Example]]:
        """Turn samples into arrays.

        Returns:
            The examples of each sample: one, or the windows of a sample that is too long for the
            model. All examples have the same names.
        """

    @abstractmethod
    def length(self, example: Example) -> int:
        """Return the size of an example in tokens (or rows); batches join similar lengths."""

    def augment(self, example: Example, random: np.random.Generator) -> Example:
        """Change a training example at random; nothing by default.

        Args:
            example: Must not be changed in place.
            random: The only source of chance to use: it is seeded for this example and epoch, so
                that runs can be repeated and resumed exactly.
        """
        return example

    @abstractmethod
    def collate(self, examples: Sequence[Example]) -> Batch:
        """Join examples, padding where needed."""

    @abstractmethod
    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the mean loss over the tokens of a batch, a scalar."""

    def training_loss(self, passes: Sequence[torch.Tensor], batch: Batch) -> torch.Tensor:
        """Return the loss whose gradient is taken, a mean like `loss`, which it is by default.

        Args:
            passes: What the network returned, each of the `passes` times.
            batch: What it was called with.
        """
        return self.loss(passes[0], batch)

    def _has_own_loss(self, built_in: type[TaskModel], batch: Batch) -> bool:
        """Return whether `loss` is another one than that of a class, so that it is to be trained.

        Raises:
            PluginError: It is, and what was chosen is computed by `training_loss` only.
        """
        if "loss" not in vars(self) and type(self).loss is built_in.loss:
            return False
        if self.passes > 1 or TEACHER in batch.tensors:
            raise PluginError(
                f"`{type(self).__qualname__}` has a `loss` of its own, and what was chosen needs "
                "more (task.loss several passes, task.teacher its scores). Override "
                "`training_loss` as well."
            )
        return True

    def class_scores(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the scores of all classes for each example, without padding, as a teacher.

        Raises:
            ConfigError: It cannot teach; so it is unless a task model overrides this.
        """
        raise ConfigError("task.teacher: a model of this task cannot teach another one.")

    def joined_class_scores(
        self, windows: Sequence[Example], scores: Sequence[np.ndarray]
    ) -> np.ndarray:
        """Join the class scores of the windows of a sample; by default there is only one."""
        (joined,) = scores
        return joined

    def with_teacher(self, windows: Sequence[Example], scores: np.ndarray) -> list[Example]:
        """Return the windows of a sample with the scores of a teacher as `TEACHER`.

        Args:
            windows: What `encode` returned for the sample.
            scores: What `joined_class_scores` of the teacher returned for it.

        Raises:
            ConfigError: It cannot be taught; so it is unless a task model overrides this.
        """
        raise ConfigError("task.teacher: a model of this task cannot be taught by another one.")

    @abstractmethod
    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the prediction for each example of a batch, without padding."""

    def join(
        self, windows: Sequence[Example], predictions: Sequence[np.ndarray]
    ) -> tuple[Example, np.ndarray]:
        """Join the windows of a sample and their predictions; by default there is only one."""
        (example,), (prediction,) = windows, predictions
        return example, prediction

    @abstractmethod
    def scorer(self) -> Scorer:
        """Return what compares predictions with labels, in the units people wrote them in."""

    def items(self, example: Example, prediction: np.ndarray) -> Items | None:
        """Return what metrics compare: the gold items of a sample and the predicted ones.

        Args:
            example: As `join` returned it.
            prediction: As `join` returned it.

        Returns:
            The items; None for a sample that cannot be scored. A task without items leaves this
            method out.
        """
        return None

    @property
    def has_items(self) -> bool:
        """Whether it returns items of samples."""
        return type(self).items is not TaskModel.items

    def whole_scorer(self) -> Scorer:
        """Return `scorer`, with the chosen metrics beside it."""
        scorer = self.scorer()
        if not self.chosen_metrics:
            return scorer
        labels = list(self.schema.get("labels", ()))
        kind = MergeableItemScorer if isinstance(scorer, MergeableScorer) else ItemScorer
        return kind(scorer, self.chosen_metrics, labels, self.items)

    @abstractmethod
    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return a prediction as a JSON-able mapping for users."""

    def enable_activation_checkpointing(self) -> None:
        """Compute activations again in the backward pass instead of storing them.

        Raises:
            ConfigError: The model cannot; so it is unless a task model overrides this.
        """
        raise ConfigError(
            "training.activation_checkpointing: this task and backbone cannot compute activations "
            "again. Set it to false."
        )

    def save_assets(self, folder: Path) -> None:
        """Write what is needed beside weights, schema and options; nothing by default."""
