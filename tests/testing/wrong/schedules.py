"""Schedules that each break one rule, and one that breaks none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from training.config import Section
from training.core.trainer.schedules import Schedule


class StepOptions(Section):
    """Keys of `training.schedule_options`."""

    every: int = Field(default=2, ge=1)
    """Steps after which the rate is halved."""


class Right(Schedule):
    """Halves the rate every so many steps, and once more after each worse evaluation."""

    options = StepOptions
    _worse = 0

    def after_warmup(self, step: int) -> float:
        return float(0.5 ** min(500, step // self.settings.every + self._worse))

    def on_evaluation(self, is_best: bool) -> None:
        self._worse += not is_best

    def state(self) -> dict[str, Any]:
        return {"worse": self._worse}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._worse = state["worse"]


class Negative(Schedule):
    """Falls below zero."""

    def after_warmup(self, step: int) -> float:
        return 1.0 - step / 5


class DividesBySteps(Schedule):
    """Divides by the number of steps after the warm-up."""

    def after_warmup(self, step: int) -> float:
        return 1.0 - min(1.0, step / (self.total_steps - self.warmup_steps))


class Counts(Schedule):
    """Depends on how often it was called."""

    _calls = 0

    def after_warmup(self, step: int) -> float:
        self._calls += 1
        return 1.0 / self._calls


class Forgets(Right):
    """Has no state."""

    def state(self) -> dict[str, Any]:
        return {}


class RestoresNothing(Right):
    """Ignores its state."""

    def restore(self, state: Mapping[str, Any]) -> None:
        pass


class OddState(Right):
    """Has a state that is no JSON."""

    def state(self) -> dict[str, Any]:
        return {"worse": {self._worse}}


class Unbounded(Section):
    """Keys of `training.schedule_options`."""

    every: int = 2
    """Steps after which the rate is halved."""


class DividesByOption(Right):
    """Divides by an option that may be 0."""

    options = Unbounded


class Remembers(Schedule):
    """Keeps what it knows in the class, which is lost with the process."""

    worse: list[bool] = []

    def after_warmup(self, step: int) -> float:
        return float(0.5 ** len(self.worse)) if self.total_steps == 4 else 1.0

    def on_evaluation(self, is_best: bool) -> None:
        self.worse.append(is_best)
