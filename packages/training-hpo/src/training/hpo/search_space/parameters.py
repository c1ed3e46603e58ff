"""Kinds of parameters of a search space."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from training.hpo.search_space.conditions import Condition, Scalar


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

    @property
    def steps(self) -> Iterable[Scalar]:
        """All its values."""
        return self.values

    @property
    def words(self) -> str:
        """What it may be, for messages and reports."""
        return f"one of {', '.join(map(repr, self.values))}"

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

    @property
    def steps(self) -> Iterable[Scalar]:
        """All its values, by its steps; it must have some."""
        assert self.step is not None, "a range without steps has no end of values"
        number = round((self.high - self.low) / self.step)
        return (self.low + step * self.step for step in range(number + 1))

    @property
    def words(self) -> str:
        """What it may be, for messages and reports."""
        return _range_words(self.low, self.high, self.log, self.step)

    def contains(self, value: Scalar) -> bool:
        """Return whether it may have that value."""
        return _is_number(value) and _reaches(float(value or 0), self.low, self.high, self.step)

    def at_least(self, low: float) -> Scalar:
        """Return its smallest value from `low` on; None when there is none."""
        return _smallest_from(low, self.low, self.high, self.step)

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

    @property
    def steps(self) -> Iterable[Scalar]:
        """All its values."""
        return range(self.low, self.high + 1, self.step)

    @property
    def words(self) -> str:
        """What it may be, for messages and reports."""
        step = None if self.step == 1 else self.step
        return f"a whole {_range_words(self.low, self.high, self.log, step).removeprefix('a ')}"

    def contains(self, value: Scalar) -> bool:
        """Return whether it may have that value."""
        return _is_number(value) and _reaches(float(value or 0), self.low, self.high, self.step)

    def at_least(self, low: float) -> Scalar:
        """Return its smallest value from `low` on; None when there is none."""
        value = _smallest_from(low, self.low, self.high, self.step)
        return None if value is None else int(value)

    def sample(self, trial: Any, name: str) -> Scalar:
        """Ask a trial for a value."""
        return int(trial.suggest_int(name, self.low, self.high, log=self.log, step=self.step))


Plain: TypeAlias = "Choice | FloatRange | IntRange"


@dataclass(frozen=True)
class Conditional:
    """A parameter that is searched only where others have certain values.

    Attributes:
        parameter: What it may be there.
        conditions: All of them must hold; elsewhere the value of the configuration stands.
    """

    parameter: Plain
    conditions: tuple[Condition, ...]

    @property
    def extremes(self) -> tuple[Scalar, ...]:
        """The values at its edges."""
        return self.parameter.extremes

    @property
    def words(self) -> str:
        """What it may be, for messages and reports."""
        return f"{self.parameter.words}, if {' and '.join(one.words for one in self.conditions)}"

    def sample(self, trial: Any, name: str) -> Scalar:
        """Ask a trial for a value."""
        return self.parameter.sample(trial, name)


Parameter: TypeAlias = "Plain | Conditional"


def plain(parameter: Parameter) -> Plain:
    """Return what a parameter may be, without its conditions."""
    return parameter.parameter if isinstance(parameter, Conditional) else parameter


def conditions_of(parameter: Parameter) -> tuple[Condition, ...]:
    """Return the conditions of a parameter; most have none."""
    return parameter.conditions if isinstance(parameter, Conditional) else ()


def _is_number(value: Scalar) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _reaches(value: float, low: float, high: float, step: float | None) -> bool:
    if not low <= value <= high:
        return False
    steps = 0.0 if step is None else (value - low) / step
    return math.isclose(steps, round(steps), abs_tol=1e-9)


def _smallest_from(wanted: float, low: float, high: float, step: float | None) -> float | None:
    if wanted <= low:
        return low
    value = wanted if step is None else low + math.ceil((wanted - low) / step - 1e-9) * step
    return value if value <= high else None


def _range_words(low: float, high: float, log: bool, step: float | None) -> str:
    steps = "" if step is None else f" in steps of {step:g}"
    scale = " on a logarithmic scale" if log else ""
    return f"a number from {low:g} to {high:g}{steps}{scale}"
