"""The winner's own mean beside its honest score."""

from __future__ import annotations

from training.hpo.report.scale import scale_of, shown
from training.hpo.report.svg import Drawing
from training.hpo.selection.honest_estimate import HonestScore

WIDTH, HEIGHT, SIDE = 440.0, 92.0, 12.0


def interval_chart(honest: HonestScore) -> str:
    """Return a picture of the interval, the estimate in it, and the mean that was picked."""
    drawing = Drawing(WIDTH, HEIGHT, "Expected score with its interval, and the score picked")
    across = scale_of([honest.low, honest.high, honest.picked], SIDE, WIDTH - SIDE, margin=0.06)
    for tick in across.ticks():
        drawing.line((across(tick), 10), (across(tick), HEIGHT - 24), "grid")
        drawing.text((across(tick), HEIGHT - 8), shown(tick), "label middle")
    tip = f"{honest.confidence:.0%} interval: {shown(honest.low)} to {shown(honest.high)}"
    drawing.bar((across(honest.low), 26), across(honest.high) - across(honest.low), 16, "band", tip)
    drawing.circle((across(honest.value), 34), 6, "winner", f"expected {shown(honest.value)}")
    picked = f"mean of its folds {shown(honest.picked)}"
    drawing.line((across(honest.picked), 18), (across(honest.picked), 50), "picked")
    drawing.circle((across(honest.picked), 54), 4, "picked", picked)
    return drawing.markup()
