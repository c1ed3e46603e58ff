"""The schedule `plateau`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules.schedule import Schedule


class PlateauOptions(Section):
    """Keys of `training.schedule_options` for `plateau`."""

    factor: float = Field(default=0.5, gt=0.0, lt=1.0)
    """What the rate is multiplied by when evaluations no longer improve."""
    patience: int = Field(default=2, ge=0)
    """Evaluations without improvement that are waited for."""
    least: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Factor below which the rate does not fall."""


class Plateau(Schedule):
    """The rate falls when evaluations of the validation split no longer improve."""

    options = PlateauOptions
    _factor = 1.0
    _waited = 0

    def after_warmup(self, step: int) -> float:
        """Return the present factor."""
        return self._factor

    def on_evaluation(self, is_best: bool) -> None:
        """Count evaluations without improvement, and lower the factor after too many."""
        self._waited = 0 if is_best else self._waited + 1
        if self._waited > self.settings.patience:
            self._factor = max(self.settings.least, self._factor * self.settings.factor)
            self._waited = 0

    def state(self) -> dict[str, Any]:
        """Return the factor and the evaluations without improvement."""
        return {"factor": self._factor, "waited": self._waited}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to where `state` was returned."""
        self._factor, self._waited = float(state["factor"]), int(state["waited"])
