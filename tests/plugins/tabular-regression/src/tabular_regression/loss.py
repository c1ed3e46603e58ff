"""A loss for classes: cross entropy with one more term of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.losses import Loss

if TYPE_CHECKING:
    import torch


class PolyOptions(Section):
    """Keys of `task.loss`."""

    epsilon: float = Field(default=1.0, ge=0.0)
    """Factor of the further term."""


class PolyOne(Loss):
    """Poly-1 of Leng et al. (2022)."""

    options = PolyOptions

    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the negative log-likelihoods, and what is missing to 1 times epsilon."""
        logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)
        return -logs + self.settings.epsilon * (1 - logs.exp())
