"""Parallel coordinates of the parameters of the trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.hpo.report.facts import SweepFacts, TrialFacts
from training.hpo.report.scale import Scale, scale_of, shown
from training.hpo.report.svg import Drawing

MOST_AXES = 8
WIDTH, HEIGHT = 760.0, 320.0
SIDE, TOP, BOTTOM = 70.0, 40.0, 16.0


@dataclass(frozen=True)
class _Axis:
    """One vertical axis: numbers on a scale, or words at equal distances."""

    name: str
    x: float
    scale: Scale
    words: Sequence[Any] | None = None

    def y(self, value: Any) -> float:
        return self.scale(self.words.index(value) if self.words is not None else value)

    def marks(self) -> list[tuple[float, str]]:
        if self.words is not None:
            return [(self.scale(place), str(word)) for place, word in enumerate(self.words)]
        return [(self.scale(tick), shown(tick)) for tick in self.scale.ticks()]


def parallel_chart(facts: SweepFacts) -> str:
    """Return a picture with one axis per parameter and one line per complete trial.

    The axes stand in the order of their importance; parameters that only some trials have are left
    out. Empty without two complete trials.
    """
    ranked = facts.best_first
    names = _names(facts, ranked)
    if len(ranked) < 2 or not names:
        return ""
    drawing = Drawing(WIDTH, HEIGHT, "Parameters of each trial, and what came of them")
    axes = [_axis(name, place, len(names), facts, ranked) for place, name in enumerate(names)]
    last = scale_of([trial.value or 0.0 for trial in ranked], HEIGHT - BOTTOM, TOP)
    objective = _Axis(facts.metric, WIDTH - SIDE, last)
    for rank, one in reversed(list(enumerate(ranked))):
        _trial(drawing, axes, objective, one, _style(rank, one, facts))
    for axis in [*axes, objective]:
        _draw_axis(drawing, axis)
    return drawing.markup()


def _names(facts: SweepFacts, ranked: Sequence[TrialFacts]) -> list[str]:
    named = (set(trial.params) for trial in ranked)
    shared = set.intersection(*named) if ranked else set()
    order = sorted(shared, key=lambda name: (-facts.importances.get(name, 0.0), name))
    return order[:MOST_AXES]


def _axis(
    name: str, place: int, count: int, facts: SweepFacts, ranked: Sequence[TrialFacts]
) -> _Axis:
    x = SIDE + place * (WIDTH - 2 * SIDE) / count
    words = facts.choices.get(name)
    if words is not None:
        return _Axis(name, x, scale_of(range(len(words)), HEIGHT - BOTTOM, TOP), words)
    values = [trial.params[name] for trial in ranked]
    return _Axis(name, x, scale_of(values, HEIGHT - BOTTOM, TOP, name in facts.log_params))


def _trial(
    drawing: Drawing, axes: Sequence[_Axis], objective: _Axis, one: TrialFacts, style: str
) -> None:
    points = [(axis.x, axis.y(one.params[axis.name])) for axis in axes]
    points.append((objective.x, objective.y(one.value)))
    params = ", ".join(f"{name} {_brief(value)}" for name, value in one.params.items())
    drawing.path(points, style, f"trial {one.number}: {shown(one.value or 0.0)} with {params}")


def _style(rank: int, one: TrialFacts, facts: SweepFacts) -> str:
    """Return the style of a trial: the winner, one of the best quarter, or another."""
    if one.number == facts.winner_number:
        return "strand winner"
    return "strand good" if rank < len(facts.best_first) / 4 else "strand"


def _draw_axis(drawing: Drawing, axis: _Axis) -> None:
    drawing.line((axis.x, TOP), (axis.x, HEIGHT - BOTTOM), "axis")
    drawing.text((axis.x, TOP - 18), axis.name.rpartition(".")[2], "label middle name")
    for y, words in axis.marks():
        drawing.text((axis.x - 6, y + 4), words, "label end halo")


def _brief(value: Any) -> str:
    return shown(value) if isinstance(value, float) else str(value)
