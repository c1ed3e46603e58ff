"""Numbers, times and parameters formatted for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from training.core.console.printable import printable_line

if TYPE_CHECKING:
    from training.hpo.selection.honest_estimate import HonestScore
    from training.hpo.selection.winner import Winner


def number_words(value: float | None) -> str:
    """Return a value: four digits after the point for ordinary fractions, `-` for none."""
    if value is None:
        return "-"
    ordinary = value == 0 or 1e-3 <= abs(value) < 1e4
    return f"{value:.4f}" if ordinary else f"{value:.3g}"


def duration_words(seconds: float) -> str:
    """Return a length of time: ``8 s``, ``2 min 05 s``, ``1 h 02 min``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, part = divmod(minutes, 60)
    if hours:
        return f"{hours} h {part:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def parameter_words(params: Mapping[str, Any]) -> str:
    """Return parameters in one line, by the last part of their names; line feeds are escaped."""
    short = {name.rpartition(".")[2]: name for name in params}
    unique = len(short) == len(params)
    words = ", ".join(
        f"{name.rpartition('.')[2] if unique else name}={_value_words(value)}"
        for name, value in params.items()
    )
    return printable_line(words)


def expectation_words(metric: str, honest: HonestScore) -> str:
    """Return what a winner will score on documents that took no part in picking it."""
    low, high = number_words(honest.low), number_words(honest.high)
    return (
        f"expect {metric} {number_words(honest.value)} on new documents "
        f"({honest.confidence:.0%} interval {low} to {high}); {honest.remark}"
    )


def tie_words(metric: str, winner: Winner) -> str:
    """Return why a winner was preferred over trials with the same mean; empty without any."""
    if not winner.tied:
        return ""
    others = "1 other trial" if winner.tied == 1 else f"{winner.tied} other trials"
    return f"{others} with the same {metric} had a higher loss"


def _value_words(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
