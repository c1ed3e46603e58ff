"""Base class of the losses that a configuration can name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from training.config import Section
from training.errors import PluginError

if TYPE_CHECKING:
    import torch

UNKNOWN = -100
"""Label of a unit that is not labelled; also fills the padding."""


@dataclass(frozen=True)
class Targets:
    """What the scores of a batch are compared with.

    Attributes:
        labels: Class of each unit, int64 of shape [units]; -100 where it is not known.
        weights: Weight of each class, float32 of shape [classes]; None for 1.
        smoothing: Share of each label that is spread over all classes.
    """

    labels: torch.Tensor
    weights: torch.Tensor | None = None
    smoothing: float = 0.0


class Loss(ABC):
    """Compares the scores of units with their classes.

    Units are what a task judges: words, whose classes are tags; texts, or their windows, whose
    classes are labels. A loss returns a number for each unit. The framework multiplies it by the
    weight of the class (`task.class_weights`), leaves out units whose class is not known, and takes
    the sum over a step, in all batches and all ranks, divided by the number of all its units. So
    the gradient does not depend on how a step is divided into batches and ranks, as long as a
    unit's number depends on this unit alone.

    The module of a loss must import without torch: it is loaded to validate configurations. A loss
    keeps nothing from one step to the next: no checkpoint holds it.

    Args:
        options: The section `task.loss`, with the keys of `options`.
        classes: Names of the classes, in the order of the scores.

    Example:
        ```python
        from pydantic import Field

        from training.config import Section
        from training.core.losses import Loss


        class PolyOptions(Section):
            epsilon: float = Field(default=1.0, ge=0.0)
            \"\"\"Factor of the first term of the polynomial.\"\"\"


        class PolyOne(Loss):
            options = PolyOptions

            def of_units(self, scores, labels):
                logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)
                return -logs + self.settings.epsilon * (1 - logs.exp())
        ```
    """

    options: ClassVar[type[Section]] = Section
    """Keys the loss adds to `task.loss`."""
    passes: ClassVar[int] = 1
    """How often the model computes the scores of a training batch, each time with other dropout."""
    smooths_labels: ClassVar[bool] = False
    """Whether it can do `task.label_smoothing`, which is refused with others."""

    def __init__(self, options: Section, classes: Sequence[str]) -> None:
        self.settings: Any = options
        self.classes = tuple(classes)

    @abstractmethod
    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the loss of each unit.

        Args:
            scores: Unnormalised, floating, in at least 32 bits, of shape [units, classes].
            labels: int64 of shape [units], from 0. Where no label is known it is 0, and what is
                returned there does not count.

        Returns:
            Of shape [units].
        """

    def between_passes(self, passes: Sequence[torch.Tensor]) -> torch.Tensor | None:
        """Return what is added for each unit in training, of shape [units]; None for nothing.

        Args:
            passes: Scores of each of the `passes`, of shape [units, classes].
        """
        return None

    def total(self, scores: torch.Tensor, targets: Targets) -> torch.Tensor:
        """Return the loss summed over the units whose label is known, a scalar."""
        known = targets.labels != UNKNOWN
        labels = targets.labels.clamp_min(0)
        losses = self._one_each(self.of_units(scores, labels), known)
        if targets.weights is not None:
            losses = losses * targets.weights[labels]
        return sum_of(losses, known)

    def training_total(self, passes: Sequence[torch.Tensor], targets: Targets) -> torch.Tensor:
        """Return the mean of `total` over the passes, and what is added between them."""
        if len(passes) == 1:
            return self.total(passes[0], targets)
        total: torch.Tensor = sum(self.total(scores, targets) for scores in passes) / len(passes)  # type: ignore[assignment]
        between = self.between_passes(passes)
        if between is None:
            return total
        known = targets.labels != UNKNOWN
        return total + sum_of(self._one_each(between, known), known)

    def _one_each(self, losses: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
        if getattr(losses, "shape", None) != known.shape:
            found = getattr(losses, "shape", type(losses).__name__)
            kind = type(self)
            raise PluginError(
                f"The loss {kind.__module__}:{kind.__qualname__} must return one number for "
                f"each of the {len(known)} units, a tensor of shape {list(known.shape)}, not "
                f"{list(found) if isinstance(found, tuple) else found}."
            )
        return losses


def sum_of(losses: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Return the sum of the losses of known units.

    Args:
        losses: Of shape [units]; what is not known may hold anything.
        known: bool of shape [units].
    """
    return losses.masked_fill(~known, 0.0).sum()
