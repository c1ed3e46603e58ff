"""The whole loss of a classification task: the chosen loss, label smoothing, a teacher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from training.core.losses.loss import Loss, Targets

if TYPE_CHECKING:
    import torch

    from training.core.losses.distillation import Distillation


@dataclass(frozen=True)
class ClassificationLoss:
    """Compares scores with labels, and in training with those of a teacher.

    Attributes:
        loss: The chosen loss.
        smoothing: Share of each label that is spread over all classes.
        distillation: How a teacher counts; None without one.
    """

    loss: Loss
    smoothing: float = 0.0
    distillation: Distillation | None = field(default=None)

    @property
    def passes(self) -> int:
        """How often the model is called for a training batch."""
        return self.loss.passes

    def total(
        self, scores: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor | None
    ) -> torch.Tensor:
        """Return the loss of an evaluation, summed over units: without a teacher.

        Args:
            scores: Of shape [units, classes].
            labels: int64 of shape [units]; -100 where not known.
            weights: Of the classes; None for 1.
        """
        return self.loss.total(scores, Targets(labels, weights, self.smoothing))

    def training_total(
        self,
        passes: Sequence[torch.Tensor],
        labels: torch.Tensor,
        weights: torch.Tensor | None,
        teacher: torch.Tensor | None = None,
        real: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the loss of a training batch, summed over units.

        Args:
            passes: Scores of each pass, of shape [units, classes].
            labels: int64 of shape [units]; -100 where not known.
            weights: Of the classes; None for 1.
            teacher: Scores of the teacher, of the same shape; None without one.
            real: Which units are no padding, bool of shape [units]; needed with a teacher.
        """
        own = self.loss.training_total(passes, Targets(labels, weights, self.smoothing))
        if self.distillation is None or teacher is None or real is None:
            return own
        taught = [self.distillation.total(scores, teacher, real) for scores in passes]
        alpha = self.distillation.alpha
        mean: torch.Tensor = sum(taught) / len(passes)  # type: ignore[assignment]
        return (1 - alpha) * own + alpha * mean
