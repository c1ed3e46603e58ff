"""Parameters, winners and what is expected of them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from training.core.console.numbers import shown
from training.core.console.printable import printable_line

if TYPE_CHECKING:
    from training.hpo.selection.honest_estimate import HonestScore
    from training.hpo.selection.winner import Winner


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
    low, high = shown(honest.low), shown(honest.high)
    return (
        f"expect {metric} {shown(honest.value)} on new documents "
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
