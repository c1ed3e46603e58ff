"""The schedule `cosine`."""

from __future__ import annotations

import math

from training.core.trainer.schedules.schedule import Schedule


class Cosine(Schedule):
    """Half a cosine wave to zero.

    Source: Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts".
    """

    def after_warmup(self, step: int) -> float:
        """Return the height of the wave."""
        return half_wave(self.share(step))


def half_wave(share: float) -> float:
    """Return the height of half a cosine wave: 1 at a share of 0, 0 at a share of 1."""
    return 0.5 * (1.0 + math.cos(math.pi * share))
