"""The schedule `linear`."""

from __future__ import annotations

from training.core.trainer.schedules.schedule import Schedule


class Linear(Schedule):
    """A straight line to zero."""

    def after_warmup(self, step: int) -> float:
        """Return what is left of the steps, as a share."""
        return 1.0 - self.share(step)
