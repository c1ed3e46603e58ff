"""The optimizer `adamw`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.core.trainer.optimizers.adam import AdamOptions
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch


class AdamW(OptimizerFactory):
    """Adam with decoupled weight decay.

    Source: Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization".
    """

    options = AdamOptions

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's."""
        from training.core.io.torch import torch
        from training.core.trainer.compile import without_compiler

        kind = without_compiler(torch.optim.AdamW)
        return kind(groups, **self.settings.arguments())
