"""Numbers formatted for people."""

from __future__ import annotations

import math
from typing import Any


def shown(value: Any) -> str:
    """Return a value as a cell of a table: four digits after the point for ordinary fractions."""
    if value is None:
        return "-"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    ordinary = value == 0 or 1e-3 <= abs(value) < 1e4
    return f"{value:.4f}" if ordinary and math.isfinite(value) else f"{value:.3g}"


def duration(seconds: float) -> str:
    """Return a length of time: ``8.3 s``, ``2 min 05 s``, ``1 h 02 min``."""
    return f"{seconds:.1f} s" if seconds < 60 else rough_duration(seconds)


def rough_duration(seconds: float) -> str:
    """Return a length of time in whole seconds: ``8 s``, ``2 min 05 s``, ``1 h 02 min``."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, part = divmod(minutes, 60)
    return f"{hours} h {part:02d} min" if hours else f"{minutes} min {rest:02d} s"


def counted(number: int, thing: str) -> str:
    """Return a number with its noun: ``1 epoch``, ``12 epochs``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
