"""The schedule `cosine-restarts`."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.cosine import half_wave
from training.core.trainer.schedules.schedule import Schedule


class CosineRestartsOptions(Section):
    """Keys of `training.schedule_options` for `cosine-restarts`."""

    cycles: int = Field(default=3, ge=1)
    """Half waves of equal length."""


class CosineRestarts(Schedule):
    """Half cosine waves, each of which begins at the full rate.

    Source: Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts".
    """

    options = CosineRestartsOptions

    def after_warmup(self, step: int) -> float:
        """Return the height of the present wave; 0 after the last one."""
        share = self.share(step)
        return 0.0 if share >= 1.0 else half_wave(share * self.settings.cycles % 1.0)
