"""The optimizer `sgd`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup

if TYPE_CHECKING:
    import torch


class SgdOptions(Section):
    """Keys of `training.optimizer` for `sgd`."""

    momentum: float = Field(default=0.9, ge=0.0, lt=1.0)
    """Share of the last step that is made again; 0 for none."""
    nesterov: bool = False
    """Look ahead by the momentum (Nesterov); needs `momentum`."""


class Sgd(OptimizerFactory):
    """Stochastic gradient descent with momentum; its weight decay is added to the gradient.

    Source: Sutskever et al. (2013), "On the importance of initialization and momentum in deep
    learning".
    """

    options = SgdOptions
    defaults = {"training": {"learning_rate": 0.1, "weight_decay": 1e-4}}

    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return torch's, with its fused kernel where weights are not divided among processes."""
        from training.core.distributed.fsdp import is_sharded_tensor
        from training.core.io.torch import torch
        from training.core.trainer.compile import without_compiler

        kind = without_compiler(torch.optim.SGD)
        momentum, nesterov = self.settings.momentum, self.settings.nesterov
        whole = not any(is_sharded_tensor(one) for group in groups for one in group["params"])
        return kind(groups, momentum=momentum, nesterov=nesterov, fused=whole)
