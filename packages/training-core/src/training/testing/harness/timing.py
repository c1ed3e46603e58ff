"""The time that the steps of a fit take."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from training.core.trainer.observers.observer import Observer, Step


class StepTimes(Observer):
    """Notes the seconds between two steps."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._seconds: list[float] = []

    def on_step_end(self, step: Step) -> None:
        """Note the time since the last step."""
        now = perf_counter()
        if self._last is not None:
            self._seconds.append(now - self._last)
        self._last = now

    @property
    def median(self) -> float:
        """Median of the seconds; 0 with less than two steps."""
        return median(self._seconds) if self._seconds else 0.0
