"""The schedule `constant`."""

from __future__ import annotations

from training.core.trainer.schedules.schedule import Schedule


class Constant(Schedule):
    """The rate stays."""

    def after_warmup(self, step: int) -> float:
        """Return 1."""
        return 1.0
