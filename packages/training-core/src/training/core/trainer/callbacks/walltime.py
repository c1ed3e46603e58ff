"""The callback `walltime`: save and end before a scheduler's time is up."""

from __future__ import annotations

import os
from datetime import datetime
from time import time
from typing import TYPE_CHECKING

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback

if TYPE_CHECKING:
    from training.core.trainer.callbacks.fit_context import FitContext
    from training.core.trainer.observers.observer import Step

SLURM_END = "SLURM_JOB_END_TIME"


class WalltimeOptions(Section):
    """Keys of `training.callbacks.walltime`."""

    margin_minutes: float = Field(default=5.0, ge=0.0)
    """How long before the end the run is saved and ended."""
    end: str | None = None
    """Date and time in ISO 8601, such as `2030-01-31T18:00:00+01:00`; without an offset, in local
    time. By default that of the Slurm job, from `SLURM_JOB_END_TIME`."""


class Walltime(Callback):
    """Saves a checkpoint and ends the run before its time is up, so that it can be resumed.

    The run ends as interrupted, like after SIGTERM: `training train --resume` continues it.
    """

    options = WalltimeOptions
    runs_in = "main"

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._end = _end(self.settings.end)

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """End the run when the time is nearly up."""
        left = self._end - time()
        if left <= 60.0 * self.settings.margin_minutes:
            fit.interrupt(f"{max(0.0, left / 60.0):.1f} minutes are left")


def _end(given: str | None) -> float:
    """Return the end in seconds since 1970.

    Raises:
        ValueError: It is not known, or not a date and time.
    """
    if given is not None:
        try:
            return datetime.fromisoformat(given).timestamp()
        except ValueError:
            raise ValueError(
                f"`end` must be a date and time in ISO 8601, such as 2030-01-31T18:00:00, not "
                f"{given!r}"
            ) from None
    known = os.environ.get(SLURM_END, "")
    if not known.isdigit():
        raise ValueError(
            f"it is not known when the time is up: {SLURM_END} is not set by a scheduler. Set "
            "`end`, or take the callback out"
        )
    return float(known)
