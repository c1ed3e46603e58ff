"""Distillation: a model learns from the probabilities that a teacher gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section

if TYPE_CHECKING:
    import torch


class DistillationOptions(Section):
    """How a teacher counts."""

    temperature: float = Field(default=2.0, gt=0.0)
    """What scores are divided by before they become probabilities: the higher, the more counts what
    the teacher thinks of classes that it does not choose."""
    alpha: float = Field(default=0.5, gt=0.0, le=1.0)
    """Share of the teacher in the loss; that of the labels is the rest."""


@dataclass(frozen=True)
class Distillation:
    """The divergence of a model from its teacher.

    Source: Hinton, Vinyals and Dean (2015), "Distilling the Knowledge in a Neural Network",
    section 2.

    Attributes:
        temperature: What scores are divided by.
        alpha: Share of the divergence in the loss.
    """

    temperature: float
    alpha: float

    def total(
        self, scores: torch.Tensor, teacher: torch.Tensor, real: torch.Tensor
    ) -> torch.Tensor:
        """Return the Kullback-Leibler divergence summed over units, times the squared temperature.

        Args:
            scores: Of the model, of shape [units, classes].
            teacher: Scores or logarithms of probabilities of the teacher, of the same shape.
            real: Which units are no padding, bool of shape [units].
        """
        from training.core.losses.loss import sum_of

        wanted = (teacher / self.temperature).log_softmax(-1)
        found = (scores / self.temperature).log_softmax(-1)
        divergence = (wanted.exp() * (wanted - found)).sum(-1)
        return sum_of(divergence, real) * self.temperature**2
