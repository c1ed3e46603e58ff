"""A schedule that halves the rate."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules import Schedule


class StepOptions(Section):
    """Keys of `training.schedule_options`."""

    every: int = Field(default=100, ge=1)
    """Steps after which the rate is halved."""


class StepSchedule(Schedule):
    """Halves the rate every so many steps."""

    options = StepOptions

    def after_warmup(self, step: int) -> float:
        """Return the factor."""
        return float(0.5 ** (step // self.settings.every))
