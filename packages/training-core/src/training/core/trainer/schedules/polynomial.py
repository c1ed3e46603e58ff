"""The schedule `polynomial`."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.schedule import Schedule


class PolynomialOptions(Section):
    """Keys of `training.schedule_options` for `polynomial`."""

    power: float = Field(default=2.0, gt=0.0)
    """Exponent of the share of steps that is left."""
    end: float = Field(default=0.0, ge=0.0, le=1.0)
    """Factor at the end."""


class Polynomial(Schedule):
    """A power of the share of steps that is left."""

    options = PolynomialOptions

    def after_warmup(self, step: int) -> float:
        """Return 1 at first, and `end` in the end."""
        end, power = self.settings.end, self.settings.power
        return float(end + (1.0 - end) * (1.0 - self.share(step)) ** power)
