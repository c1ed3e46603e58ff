"""Build the schedule of a configuration."""

from __future__ import annotations

from typing import cast

from training.config import TrainingConfig
from training.core.plugins import get_registry
from training.core.trainer.schedules.schedule import Schedule


def build_schedule(config: TrainingConfig, total_steps: int) -> Schedule:
    """Return the chosen schedule.

    Args:
        config: The `training` section; without the schedule's keys, its defaults are taken.
        total_steps: Steps of the whole fit.
    """
    kind = cast("type[Schedule]", get_registry("schedule").load(config.schedule))
    missing = kind.options.model_fields.keys() - type(config.schedule_options).model_fields.keys()
    options = kind.options() if missing else config.schedule_options
    warmup = config.warmup_steps
    rise = round(total_steps * config.warmup_ratio) if warmup is None else warmup
    return kind(options, rise, total_steps)
