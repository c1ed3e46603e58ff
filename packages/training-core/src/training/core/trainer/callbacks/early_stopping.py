"""The callback `early-stopping`: stop when a metric no longer improves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from training.config import Section
from training.core.trainer.callbacks.callback import Callback
from training.errors import ConfigError

if TYPE_CHECKING:
    from training.core.trainer.callbacks.fit_context import FitContext
    from training.core.trainer.observers.observer import Evaluation


class EarlyStoppingOptions(Section):
    """Keys of `training.callbacks.early_stopping`."""

    metric: str = "loss"
    """Metric of the validation split that has to improve."""
    mode: Literal["max", "min"] = "min"
    """Whether higher or lower is better."""
    patience: int = Field(default=3, ge=1)
    """Evaluations without improvement that are waited for."""
    min_delta: float = Field(default=0.0, ge=0.0)
    """Smallest change that counts as an improvement."""
    stop_at: float | None = None
    """Value with which it stops at once: there is nothing left to improve."""


class EarlyStopping(Callback):
    """Stops when a metric has not improved for some evaluations, or is good enough.

    Unlike `training.early_stopping` it may wait for another metric than the one that selects the
    best epoch.
    """

    options = EarlyStoppingOptions

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self._best: float | None = None
        self._waited = 0

    def on_evaluation(self, fit: FitContext, evaluation: Evaluation) -> None:
        """Compare an evaluation with the best so far."""
        value = self._value(evaluation.metrics)
        if self._is_better(value):
            self._best, self._waited = value, 0
        else:
            self._waited += 1
        if self._is_enough(value):
            fit.stop(f"{self.settings.metric} is {value:.6g}")
        elif self._waited >= self.settings.patience:
            fit.stop(f"{self.settings.metric} has not improved for {self._waited} evaluations")

    def state(self) -> dict[str, Any]:
        """Return the best value, and how long none was better."""
        return {"best": self._best, "waited": self._waited}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to a best value."""
        self._best, self._waited = state["best"], state["waited"]

    def _value(self, metrics: Mapping[str, Any]) -> float:
        value = metrics.get(self.settings.metric)
        if not isinstance(value, (int, float)):
            names = sorted(name for name, one in metrics.items() if isinstance(one, (int, float)))
            raise ConfigError(
                f"training.callbacks.early_stopping.metric: the evaluation reports no number "
                f"`{self.settings.metric}`; it reports {', '.join(names)}."
            )
        return float(value)

    def _is_better(self, value: float) -> bool:
        if value != value:
            return False
        if self._best is None:
            return True
        gain = value - self._best if self.settings.mode == "max" else self._best - value
        return bool(gain > self.settings.min_delta)

    def _is_enough(self, value: float) -> bool:
        target = self.settings.stop_at
        if target is None:
            return False
        return bool(value >= target if self.settings.mode == "max" else value <= target)
