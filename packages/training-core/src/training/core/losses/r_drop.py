"""The loss `r-drop`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.losses.cross_entropy import CrossEntropy

if TYPE_CHECKING:
    import torch


class RDropOptions(Section):
    """Keys of `task.loss` for `r-drop`."""

    alpha: float = Field(default=1.0, ge=0.0)
    """How much it counts that two passes differ."""


class RDrop(CrossEntropy):
    """Cross entropy of two passes with other dropout, which must agree.

    The mean of both cross entropies, and `alpha` times the mean of the Kullback-Leibler divergences
    of each from the other. Source: Wu et al. (2021), "R-Drop: Regularized Dropout for Neural
    Networks", section 2; the paper adds up the cross entropies, so that its alpha is twice this
    one. An evaluation has one pass, without dropout, and reports the cross entropy.
    """

    options = RDropOptions
    passes = 2

    def between_passes(self, passes: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return the mean of both divergences times alpha."""
        first, second = (scores.log_softmax(-1) for scores in passes)
        divergence = ((first.exp() - second.exp()) * (first - second)).sum(-1)
        losses: torch.Tensor = self.settings.alpha * divergence / 2
        return losses
