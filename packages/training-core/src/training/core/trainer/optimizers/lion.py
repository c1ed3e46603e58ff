"""The optimizer `lion`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers.adam import Beta
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch


class LionOptions(Section):
    """Keys of `training.optimizer` for `lion`."""

    betas: tuple[Beta, Beta] = Field(default=(0.9, 0.99))
    """Share of the average in the direction of a step, and how slowly the average changes."""


class Lion(OptimizerFactory):
    """Steps of equal size in the direction of the sign of the averaged gradient.

    A third to a tenth of AdamW's rate and three to ten times its weight decay are usual.

    Source: Chen et al. (2023), "Symbolic Discovery of Optimization Algorithms".
    """

    options = LionOptions
    defaults = {"training": {"learning_rate": 3e-4, "weight_decay": 0.1}}

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return our own: torch has none."""
        from training.core.trainer.optimizers.algorithms.lion import Lion

        return Lion(groups, self.settings.betas)
