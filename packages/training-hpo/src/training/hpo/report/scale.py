"""Map values to positions on an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_TICKS = 6


@dataclass(frozen=True)
class Scale:
    """An axis.

    Attributes:
        low: Value at its start.
        high: Value at its end.
        start: Place of its start.
        end: Place of its end.
        log: Whether equal ratios are equally far apart.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        low, high, wanted = (self._straight(one) for one in (self.low, self.high, value))
        share = 0.5 if high == low else (wanted - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values along the axis."""
        if self.log:
            return _powers(self.low, self.high)
        if self.high == self.low:
            return [self.low]
        step = _round_step((self.high - self.low) / MOST_TICKS)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [float(f"{place * step:.12g}") for place in range(first, last + 1)]

    def _straight(self, value: float) -> float:
        return math.log10(value) if self.log else value


def scale_of(
    values: Sequence[float], start: float, end: float, log: bool = False, margin: float = 0.04
) -> Scale:
    """Return an axis on which all values are, with a little room at its ends."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if log and low > 0:
        return Scale(low, high, start, end, log=True)
    room = (high - low) * margin or abs(high) * margin or 1.0
    return Scale(low - room, high + room, start, end)


def shown(value: float) -> str:
    """Return a number as it stands at an axis."""
    return f"{value:.4g}"


def _powers(low: float, high: float) -> list[float]:
    """Return powers of ten; where there are fewer than three, also twice and five times as much."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors, fewest in (((1,), 3), ((1, 2, 5), 2)):
        found = [factor * 10.0**power for power in powers for factor in factors]
        within = [value for value in found if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
        if len(within) >= fewest:
            return within
    return [low, high]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
