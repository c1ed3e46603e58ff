"""The loss `focal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.losses.loss import Loss

if TYPE_CHECKING:
    import torch


class FocalOptions(Section):
    """Keys of `task.loss` for `focal`."""

    gamma: float = Field(default=2.0, ge=0.0)
    """How much less counts what is found easily: a unit whose label has the probability p counts
    `(1 - p) ** gamma` times; 0 is the cross entropy."""


class Focal(Loss):
    """Cross entropy in which units that are easy count for less.

    Source: Lin et al. (2017), "Focal Loss for Dense Object Detection", section 3.
    """

    options = FocalOptions

    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the negative log-likelihoods, each times a power of what is missing to 1."""
        from training.core.io.torch import torch

        logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)
        # The slope of a power below 1 is infinite at 0.
        missing = (-logs.expm1()).clamp_min(torch.finfo(logs.dtype).tiny)
        losses: torch.Tensor = -(missing**self.settings.gamma) * logs
        return losses
