"""An optimizer whose module imports torch."""

from __future__ import annotations

import torch

from training.core.trainer.optimizers import OptimizerFactory


class Heavy(OptimizerFactory):
    """Plain gradient descent."""

    def build(self, groups):  # type: ignore[no-untyped-def]
        return torch.optim.SGD(groups)
