"""The factor of the learning rate at each step: a warm-up, then the chosen schedule."""

from __future__ import annotations

from collections.abc import Callable

from training.config import TrainingConfig
from training.core.trainer.schedules.constant import constant
from training.core.trainer.schedules.cosine import cosine
from training.core.trainer.schedules.linear import linear

Schedule = Callable[[int], float]
"""Maps the number of steps made to a factor of the learning rate in [0, 1]."""
SCHEDULES = {"constant": constant, "linear": linear, "cosine": cosine}
"""By name: the fall from 1 to 0 over the share of steps after the warm-up."""


def build_schedule(config: TrainingConfig, total_steps: int) -> Schedule:
    """Return the rate's factor for each step: a rise from zero, then the chosen fall.

    Args:
        config: The `training` section.
        total_steps: Steps of the whole fit.
    """
    warmup = config.warmup_steps
    rise = round(total_steps * config.warmup_ratio) if warmup is None else warmup
    fall = SCHEDULES[config.schedule]

    def factor(step: int) -> float:
        if step < rise:
            return (step + 1) / (rise + 1)
        return fall(min(1.0, (step - rise) / max(1, total_steps - rise)))

    return factor
