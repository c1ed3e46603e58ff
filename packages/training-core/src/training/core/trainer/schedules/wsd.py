"""The schedule `wsd`: warm-up, stable, decay."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.schedule import Schedule


class WsdOptions(Section):
    """Keys of `training.schedule_options` for `wsd`."""

    decay_ratio: float = Field(default=0.2, ge=0.0, le=1.0)
    """Share of the steps after the warm-up in which the rate falls."""
    decay: Literal["linear", "sqrt"] = "sqrt"
    """Shape of the fall: a straight line, or 1 minus the square root of the share that is made."""


class Wsd(Schedule):
    """The full rate for most of the fit, then a fall to zero.

    Source: Hägele et al. (2024), "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
    Durations", for the fall by the square root.
    """

    options = WsdOptions

    def after_warmup(self, step: int) -> float:
        """Return 1 until the fall begins, then its height."""
        ratio: float = self.settings.decay_ratio
        fallen = self.share(step) - (1.0 - ratio)
        if fallen <= 0.0:
            return 1.0
        share = min(1.0, fallen / ratio)
        return 1.0 - (share if self.settings.decay == "linear" else share**0.5)
