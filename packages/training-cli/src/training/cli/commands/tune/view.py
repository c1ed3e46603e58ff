"""A search for a learning rate on a terminal and for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from training.cli.terminal.tables import print_table
from training.config.origin import shown_path
from training.core.trainer.lr_finder.curve import two_digits

if TYPE_CHECKING:
    from training.config import TrainingConfig
    from training.core.trainer.lr_finder import RateCurve, RatePoint

ROWS = 20
BAR = 36
"""Signs of the longest bar; with the numbers it leaves room in 80 columns."""


def settings_of(training: TrainingConfig, rate: float) -> dict[str, Any]:
    """Return the keys of `training` that change with a rate.

    Rates by pattern keep their ratio to it, as they did in the search.
    """
    ratio = rate / training.learning_rate
    own = {pattern: two_digits(one * ratio) for pattern, one in training.learning_rates.items()}
    return {"learning_rate": rate, **({"learning_rates": own} if own else {})}


def lines_of(training: TrainingConfig, rate: float) -> list[str]:
    """Return what to put into the experiment, as lines of YAML."""
    settings = settings_of(training, rate)
    lines = ["training:", f"  learning_rate: {_short(rate)}"]
    own = settings.get("learning_rates", {})
    if own:
        lines.append("  learning_rates:")
    return lines + [f"    {dumps(name)}: {_short(value)}" for name, value in own.items()]


def values_of(curve: RateCurve, training: TrainingConfig, plot: Path) -> dict[str, Any]:
    """Return what programs get of a search."""
    return {
        "suggestion": curve.suggestion,
        "training": settings_of(training, curve.suggestion),
        "plot": str(plot),
        **asdict(curve),
    }


def print_curve(console: Console, curve: RateCurve, lines: Sequence[str], plot: Path) -> None:
    """Print a sketch of the curve, the rates that it suggests, and what to write."""
    points = _shown(curve)
    low = min(point.smoothed for point in points)
    span = max(point.smoothed for point in points) - low or 1.0
    rows = [_row(point, (point.smoothed - low) / span, curve, points) for point in points]
    print_table(console, ("rate", "loss", "smoothed", ""), rows, numeric=("loss", "smoothed"))
    console.print()
    for text in _remarks(curve, lines, plot):
        console.print(text, highlight=False, markup=False, soft_wrap=True)


def _shown(curve: RateCurve) -> list[RatePoint]:
    every = max(1, math.ceil(len(curve.points) / ROWS))
    return list(curve.points[::every])


def _row(
    point: RatePoint, height: float, curve: RateCurve, points: Sequence[RatePoint]
) -> tuple[str, str, str, str]:
    nearest = min(points, key=lambda other: abs(math.log(other.rate / curve.steepest)))
    mark = " <- steepest" if point is nearest else ""
    bar = "#" * max(1, round(height * BAR)) + mark
    return f"{point.rate:.1e}", f"{point.loss:.4g}", f"{point.smoothed:.4g}", bar


def _remarks(curve: RateCurve, lines: Sequence[str], plot: Path) -> list[str]:
    end = "the loss diverged" if curve.diverged else "the highest rate was reached"
    return [
        f"steepest descent   {curve.steepest:.2g}",
        f"valley             {curve.valley:.2g}",
        f"minimum / 10       {curve.minimum_tenth:.2g}",
        f"{len(curve.points)} steps; {end}. Plot: {shown_path(plot)}",
        "",
        "Put this into the experiment:",
        *(f"  {line}" for line in lines),
    ]


def _short(value: float) -> str:
    """Return a rate as people write it: 3e-4, 0.02."""
    if value >= 1e-2:
        return f"{value:g}"
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits.removesuffix('.0')}e{int(exponent)}"
