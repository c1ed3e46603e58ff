"""An optimizer that takes the signs of gradients only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch


class RpropOptions(Section):
    """Keys of `training.optimizer`."""

    least: float = Field(default=1e-6, gt=0.0)
    """Smallest step."""


class Rprop(OptimizerFactory):
    """Resilient backpropagation, of torch."""

    options = RpropOptions

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's."""
        import torch

        return torch.optim.Rprop(groups, step_sizes=(self.settings.least, 50.0))
