"""The schedule `inverse-sqrt`."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.schedule import Schedule


class InverseSqrtOptions(Section):
    """Keys of `training.schedule_options` for `inverse-sqrt`."""

    timescale: int | None = Field(default=None, ge=1)
    """Steps after which the rate has fallen to 1 / sqrt(2); by default the steps of the warm-up."""


class InverseSqrt(Schedule):
    """The inverse square root of the steps, which needs no end of the fit.

    Source: Vaswani et al. (2017), "Attention Is All You Need", section 5.3.
    """

    options = InverseSqrtOptions

    def after_warmup(self, step: int) -> float:
        """Return 1 at first, and 1 / sqrt(2) after a timescale."""
        timescale: int = self.settings.timescale or max(1, self.warmup_steps)
        return float((timescale / (timescale + step)) ** 0.5)
