"""Write the page about a search for a learning rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from training.core.io.atomic_files import refusal, write_text
from training.errors import RunError
from training.execution.report.render import render

if TYPE_CHECKING:
    from training.core.trainer.lr_finder.curve import RateCurve

SUFFIXES = (".html", ".htm")
LEFT, TOP, RIGHT, BELOW = 52, 12, 12, 24
"""Room around the curves, for their scales."""
TICKS = 4


class _Size(NamedTuple):
    width: int
    height: int
    decades: int
    """Decades from one tick to the next."""


BROAD, NARROW = _Size(1000, 420, 1), _Size(340, 260, 2)


def require_page(file: Path) -> None:
    """Refuse a file that cannot become a page, before anything is computed for it.

    Raises:
        RunError: It has another ending, or its folder does not exist.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise RunError(f"--plot {file}: the plot is a page; choose the ending .html.")
    if not file.absolute().parent.is_dir():
        raise RunError(f"--plot {file}: there is no folder {file.parent}. Make it first.")


def write_rate_page(curve: RateCurve, lines: Sequence[str], file: Path) -> None:
    """Write the page, whole or not at all.

    Args:
        curve: The search.
        lines: What to put into the experiment.
        file: Where to.

    Raises:
        RunError: It cannot be written.
    """
    require_page(file)
    try:
        write_text(file, rate_page(curve, lines))
    except OSError as error:
        raise RunError(
            f"{file}: the plot cannot be written: {refusal(error)}. Name a file in a folder that "
            "can be written with --plot."
        ) from error


def rate_page(curve: RateCurve, lines: Sequence[str]) -> str:
    """Return the page about a search."""
    rates = {
        "proposed rate": curve.suggestion,
        "steepest descent": curve.steepest,
        "valley": curve.valley,
        "a tenth of the lowest": curve.minimum_tenth,
    }
    page = render(
        "lr_finder.html.j2",
        curve=curve,
        tiles=[(name, f"{rate:.2g}") for name, rate in rates.items()],
        lines=lines,
        broad=_chart(curve, BROAD),
        narrow=_chart(curve, NARROW),
    )
    return str(page)


def _chart(curve: RateCurve, size: _Size) -> Markup:
    xs = (math.log10(curve.points[0].rate), math.log10(curve.points[-1].rate))
    ys = _range(curve)
    right, bottom = size.width - RIGHT, size.height - BELOW

    def x(rate: float) -> float:
        return round(LEFT + (math.log10(rate) - xs[0]) / (xs[1] - xs[0]) * (right - LEFT), 1)

    def y(loss: float) -> float:
        within = min(max(loss, ys[0]), ys[1])
        return round(bottom - (within - ys[0]) / (ys[1] - ys[0]) * (bottom - TOP), 1)

    def line(name: str, colour: str) -> dict[str, Any]:
        placed = [(x(point.rate), y(getattr(point, name))) for point in curve.points]
        path = " ".join(f"{'L' if index else 'M'}{a} {b}" for index, (a, b) in enumerate(placed))
        return {"name": name, "path": path, "colour": colour, "dots": []}

    at = x(curve.suggestion)
    values = [ys[0] + (ys[1] - ys[0]) * index / TICKS for index in range(TICKS + 1)]
    decades = range(math.ceil(xs[0] - 1e-9), math.floor(xs[1] + 1e-9) + 1, size.decades)
    return render(
        "chart.svg.j2",
        title="Loss by learning rate",
        width=size.width,
        height=size.height,
        left=LEFT,
        right=right,
        lines=[line("loss", "b"), line("smoothed", "a")],
        marks=[
            {
                "at": at,
                "text": f"{curve.suggestion:.2g}",
                "anchor": "start" if at < size.width / 2 else "end",
            }
        ],
        y_ticks=[{"at": y(value), "text": f"{value:.3g}"} for value in values],
        x_ticks=[{"at": x(10.0**power), "text": f"1e{power}"} for power in decades],
    )


def _range(curve: RateCurve) -> tuple[float, float]:
    """Return the losses that are shown: what diverges ends at the upper edge."""
    low = min(min(point.loss, point.smoothed) for point in curve.points)
    early = curve.points[: max(3, len(curve.points) // 3)]
    high = max(max(point.loss for point in early), max(one.smoothed for one in curve.points))
    margin = (high - low) * 0.05 or abs(high) / 10 or 0.1
    return low - margin, high + margin
