"""The callback `time-budget`: stop after some minutes of training."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback

if TYPE_CHECKING:
    from training.core.trainer.callbacks.fit_context import FitContext
    from training.core.trainer.observers.observer import Step


class TimeBudgetOptions(Section):
    """Keys of `training.callbacks.time_budget`."""

    minutes: float = Field(gt=0.0)
    """Minutes of training, evaluations included; of a resumed run, all its parts together."""


class TimeBudget(Callback):
    """Stops after some minutes, as if the fit had come to its last step: also `max_minutes`.

    The main rank's clock counts.
    """

    options = TimeBudgetOptions
    runs_in = "main"

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._before = 0.0
        self._started = monotonic()

    def on_fit_start(self, fit: FitContext) -> None:
        """Start the clock."""
        self._started = monotonic()

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """Stop when the time is up."""
        if self._seconds() >= 60.0 * self.settings.minutes:
            fit.stop(f"{self.settings.minutes:g} minutes are over")

    def state(self) -> dict[str, Any]:
        """Return the seconds that are over."""
        return {"seconds": self._seconds()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Count on from earlier seconds."""
        self._before, self._started = state["seconds"], monotonic()

    def _seconds(self) -> float:
        return self._before + monotonic() - self._started
