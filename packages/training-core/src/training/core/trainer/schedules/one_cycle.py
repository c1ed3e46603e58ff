"""The schedule `one-cycle`."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.cosine import half_wave
from training.core.trainer.schedules.schedule import Schedule


class OneCycleOptions(Section):
    """Keys of `training.schedule_options` for `one-cycle`."""

    start: float = Field(default=0.04, ge=0.0, le=1.0)
    """Factor of the first step."""
    end: float = Field(default=4e-6, ge=0.0, le=1.0)
    """Factor at the end."""


class OneCycle(Schedule):
    """Half a cosine wave up in the warm-up, and half a one down. A warm-up of 0.3 is usual.

    Source: Smith and Topin (2019), "Super-Convergence: Very Fast Training of Neural Networks Using
    Large Learning Rates".
    """

    options = OneCycleOptions

    def warmup(self, step: int) -> float:
        """Return `start` at first, and nearly 1 at the end of the warm-up."""
        start: float = self.settings.start
        return 1.0 - (1.0 - start) * half_wave(step / self.warmup_steps)

    def after_warmup(self, step: int) -> float:
        """Return 1 at first, and `end` in the end."""
        end: float = self.settings.end
        return end + (1.0 - end) * half_wave(self.share(step))
