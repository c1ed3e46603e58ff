"""What a parameter of a search space may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import TypeAlias

Scalar: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True)
class Choice:
    """One of several values.

    Attributes:
        values: The values, all different.
    """

    values: tuple[Scalar, ...]

    @property
    def extremes(self) -> tuple[Scalar, ...]:
        """The values at its edges: all of them."""
        return self.values

    def sample(self, trial: Any, name: str) -> Scalar:
        """Ask a trial for a value."""
        value: Scalar = trial.suggest_categorical(name, self.values)
        return value


@dataclass(frozen=True)
class FloatRange:
    """A number between two others.

    Attributes:
        low: Smallest value.
        high: Largest value; with a step, one that the steps reach.
        log: Whether every order of magnitude is as likely as another.
        step: Distance between values; None for any value.
    """

    low: float
    high: float
    log: bool = False
    step: float | None = None

    @property
    def extremes(self) -> tuple[Scalar, ...]:
        """The values at its edges."""
        return (self.low, self.high)

    def sample(self, trial: Any, name: str) -> Scalar:
        """Ask a trial for a value."""
        value = trial.suggest_float(name, self.low, self.high, log=self.log, step=self.step)
        return float(value)


@dataclass(frozen=True)
class IntRange:
    """A whole number between two others.

    Attributes:
        low: Smallest value.
        high: Largest value; one that the steps reach.
        log: Whether every order of magnitude is as likely as another.
        step: Distance between values.
    """

    low: int
    high: int
    log: bool = False
    step: int = 1

    @property
    def extremes(self) -> tuple[Scalar, ...]:
        """The values at its edges."""
        return (self.low, self.high)

    def sample(self, trial: Any, name: str) -> Scalar:
        """Ask a trial for a value."""
        return int(trial.suggest_int(name, self.low, self.high, log=self.log, step=self.step))


Parameter: TypeAlias = "Choice | FloatRange | IntRange"
