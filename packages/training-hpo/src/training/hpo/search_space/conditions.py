"""On which values of another parameter a parameter of a search space depends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True)
class OneOf:
    """Holds when the other parameter has one of several values.

    Attributes:
        parameter: The other parameter.
        values: Those values.
    """

    parameter: str
    values: tuple[Scalar, ...]

    def holds(self, value: Scalar) -> bool:
        """Return whether a value of the other parameter fulfils it."""
        return any(_same(value, one) for one in self.values)

    @property
    def words(self) -> str:
        """What must hold, for messages and reports."""
        return f"{self.parameter} is {' or '.join(map(repr, self.values))}"


@dataclass(frozen=True)
class Within:
    """Holds when the other parameter is in a range, its ends included.

    Attributes:
        parameter: The other parameter.
        low: Smallest value.
        high: Largest value.
    """

    parameter: str
    low: float
    high: float

    def holds(self, value: Scalar) -> bool:
        """Return whether a value of the other parameter fulfils it."""
        return isinstance(value, (int, float)) and self.low <= value <= self.high

    @property
    def words(self) -> str:
        """What must hold, for messages and reports."""
        return f"{self.parameter} is {self.range}"

    @property
    def range(self) -> str:
        """The range in words."""
        if math.isinf(self.high):
            return f"at least {self.low:g}"
        if math.isinf(self.low):
            return f"at most {self.high:g}"
        return f"from {self.low:g} to {self.high:g}"


Condition: TypeAlias = "OneOf | Within"


def _same(value: Scalar, other: Scalar) -> bool:
    """Compare as YAML does: `true` is not `1`."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)
