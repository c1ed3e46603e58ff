"""The optimizer and how its learning rate changes."""

from __future__ import annotations

import math
from collections.abc import Callable

from training.config import TrainingConfig
from training.core.torch_extra import nn
from training.core.torch_extra import torch

Schedule = Callable[[int], float]
"""Maps the number of steps made to a factor of the learning rate in [0, 1]."""


def build_optimizer(model: nn.Module, config: TrainingConfig) -> torch.optim.AdamW:
    """Return AdamW; values of one dimension (biases, norms) are not decayed.

    Source: Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization".
    """
    trained = [one for one in model.parameters() if one.requires_grad]
    groups = [
        {"params": [one for one in trained if one.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [one for one in trained if one.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]], lr=config.learning_rate
    )


def build_schedule(config: TrainingConfig, total_steps: int) -> Schedule:
    """Return the rate's factor for each step: a rise from zero, then the chosen fall.

    Args:
        config: The `training` section.
        total_steps: Steps of the whole fit.
    """
    warmup = config.warmup_steps
    rise = round(total_steps * config.warmup_ratio) if warmup is None else warmup
    fall = {"constant": lambda share: 1.0, "linear": _linear, "cosine": _cosine}[config.schedule]

    def factor(step: int) -> float:
        if step < rise:
            return (step + 1) / (rise + 1)
        return fall(min(1.0, (step - rise) / max(1, total_steps - rise)))

    return factor


def _linear(share: float) -> float:
    return 1.0 - share


def _cosine(share: float) -> float:
    return 0.5 * (1.0 + math.cos(math.pi * share))
