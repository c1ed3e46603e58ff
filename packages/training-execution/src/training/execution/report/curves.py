"""Curves of a run as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from markupsafe import Markup

from training.core.runs.directory import METRICS
from training.core.runs.history import readable_history
from training.execution.report.render import render

WIDTH, HEIGHT = 460, 220
LEFT, RIGHT, TOP, BOTTOM = 62, 448, 12, 196
MOST_POINTS = 400
DOTTED_UP_TO = 40
COLOURS = ("a", "b", "c")
Point = tuple[float, float]
Name = tuple[str, str]


@dataclass(frozen=True)
class Curve:
    """Values of one number over the steps of a run."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Chart:
    """A titled picture."""

    title: str
    svg: Markup


def charts_of(directory: Path, metric: str | None) -> list[Chart]:
    """Return the charts of a run: losses, the selecting metric, the learning rate.

    Args:
        directory: Run directory, whose `metrics.jsonl` is read; lines that are damaged are left
            out, and of many points some are.
        metric: Name of the metric that selects the best epoch, if it is known.
    """
    wanted = {
        "loss": [("train", "loss"), ("validation", "loss")],
        metric or "": [("validation", metric or "")],
        "learning rate": [("train", "learning_rate")],
    }
    points = _points(directory / METRICS, [one for names in wanted.values() for one in names])
    found = {title: _curves(names, points) for title, names in wanted.items()}
    return [_chart(title, curves) for title, curves in found.items() if curves]


def _curves(names: Sequence[Name], points: Mapping[Name, _Thinned]) -> list[Curve]:
    return [
        Curve(split if name == "loss" else name, points[split, name].points)
        for split, name in names
        if points[split, name].points
    ]


def _points(path: Path, names: Sequence[Name]) -> dict[Name, _Thinned]:
    """Collect the points of some numbers in one pass."""
    found = {name: _Thinned() for name in names}
    for line in readable_history(path):
        for (split, name), points in found.items():
            step, value = line.get("step"), line.get(name)
            if line.get("split") == split and _is_number(value) and _is_number(step):
                points.add(float(step or 0), float(value or 0))
    return found


class _Thinned:
    """Keeps a few hundred points, evenly spread, however many are added."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._every = 1
        self._added = 0

    def add(self, step: float, value: float) -> None:
        """Take a point; when there are too many, every second one is given up."""
        if self._added % self._every == 0:
            self.points.append((step, value))
        self._added += 1
        if len(self.points) >= 2 * MOST_POINTS:
            del self.points[1::2]
            self._every *= 2


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _chart(title: str, curves: Sequence[Curve]) -> Chart:
    xs, ys = (_range([p[axis] for curve in curves for p in curve.points]) for axis in (0, 1))
    svg = render(
        "chart.svg.j2",
        title=title,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        lines=[_line(curve, xs, ys, colour) for curve, colour in zip(curves, COLOURS)],
        y_ticks=[{"at": _y(v, ys), "text": f"{v:.3g}"} for v in _ticks(ys)],
        x_ticks=[{"at": _x(v, xs), "text": f"{v:,.0f}"} for v in _ticks(xs)],
    )
    return Chart(title, svg)


def _line(curve: Curve, xs: Point, ys: Point, colour: str) -> dict[str, Any]:
    placed = [(_x(x, xs), _y(y, ys)) for x, y in curve.points]
    path = " ".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(placed))
    has_dots = len(placed) <= DOTTED_UP_TO
    dots = [
        {"x": x, "y": y, "step": f"{step:.0f}", "value": f"{value:.4g}"}
        for (x, y), (step, value) in zip(placed, curve.points)
    ]
    return {"name": curve.name, "path": path, "colour": colour, "dots": dots if has_dots else []}


def _range(values: Sequence[float]) -> Point:
    low, high = min(values), max(values)
    margin = abs(low) / 10 or 0.1
    return (low, high) if high > low else (low - margin, high + margin)


def _ticks(span: Point, count: int = 4) -> list[float]:
    low, high = span
    return [low + (high - low) * index / count for index in range(count + 1)]


def _x(value: float, span: Point) -> float:
    return round(LEFT + (value - span[0]) / (span[1] - span[0]) * (RIGHT - LEFT), 1)


def _y(value: float, span: Point) -> float:
    return round(BOTTOM - (value - span[0]) / (span[1] - span[0]) * (BOTTOM - TOP), 1)
