"""The optimizer `schedule-free-adamw`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers.adam import Beta
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch

OpenBeta = Annotated[float, Field(gt=0.0, lt=1.0)]


class ScheduleFreeOptions(Section):
    """Keys of `training.optimizer` for `schedule-free-adamw`."""

    betas: tuple[OpenBeta, Beta] = (0.9, 0.999)
    """Share of the averaged weights in those that are trained, and how slowly the average of the
    squared gradient changes."""
    eps: float = Field(default=1e-8, gt=0.0)
    """Added to the root of the averaged square, against a division by zero."""


class ScheduleFreeAdamW(OptimizerFactory):
    """AdamW that averages its weights, so that the rate need not fall: use `schedule: constant`.

    Source: Defazio et al. (2024), "The Road Less Scheduled".
    """

    options = ScheduleFreeOptions

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return our own: torch has none."""
        from training.core.trainer.optimizers.algorithms.schedule_free import ScheduleFreeAdamW

        return ScheduleFreeAdamW(groups, self.settings.betas, self.settings.eps)
