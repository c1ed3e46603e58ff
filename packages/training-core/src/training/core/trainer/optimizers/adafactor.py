"""The optimizer `adafactor`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch


class AdafactorOptions(Section):
    """Keys of `training.optimizer` for `adafactor`."""

    beta2_decay: float = Field(default=-0.8, le=0.0)
    """Exponent by which the average of the squared gradient slows down."""
    clipping: float = Field(default=1.0, ge=1.0)
    """Largest root mean square of a step."""
    eps: float = Field(default=1e-3, gt=0.0)
    """Smallest size of a weight that its step is relative to."""


class Adafactor(OptimizerFactory):
    """Adam with the squared gradients of a matrix kept by row and column, which saves memory.

    Source: Shazeer and Stern (2018), "Adafactor: Adaptive Learning Rates with Sublinear Memory
    Cost".
    """

    options = AdafactorOptions
    is_shardable = False
    defaults = {"training": {"learning_rate": 1e-2, "weight_decay": 0.0}}

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's."""
        from training.core.io.torch import torch
        from training.core.trainer.compile import without_compiler

        options = self.settings
        return without_compiler(torch.optim.Adafactor)(
            groups, beta2_decay=options.beta2_decay, d=options.clipping, eps=(None, options.eps)
        )
