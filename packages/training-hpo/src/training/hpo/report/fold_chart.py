"""Chart of the scores of the folds of the best trials."""

from __future__ import annotations

from training.hpo.report.facts import SweepFacts, TrialFacts
from training.hpo.report.scale import Scale, scale_of, shown
from training.hpo.report.svg import Drawing

MOST_TRIALS = 12
WIDTH, ROW = 760.0, 26.0
LEFT, RIGHT, TOP, BOTTOM = 84.0, 16.0, 8.0, 28.0


def fold_chart(facts: SweepFacts) -> str:
    """Return a picture of every fold of the best trials; empty without folds."""
    best = _chosen(facts)
    if facts.folds < 2 or not best:
        return ""
    height = TOP + ROW * len(best) + BOTTOM
    drawing = Drawing(WIDTH, height, f"{facts.metric} of each fold of the best trials")
    values = [value for trial in best for value in trial.folds if value is not None]
    across = scale_of(values, LEFT, WIDTH - RIGHT)
    for tick in across.ticks():
        drawing.line((across(tick), TOP), (across(tick), height - BOTTOM), "grid")
        drawing.text((across(tick), height - BOTTOM + 18), shown(tick), "label middle")
    for row, one in enumerate(best):
        _row(drawing, across, TOP + ROW * (row + 0.5), one, facts)
    return drawing.markup()


def _chosen(facts: SweepFacts) -> list[TrialFacts]:
    """Return the best trials, and the winner if it is not among them."""
    ranked = facts.best_first
    winner = [trial for trial in ranked[MOST_TRIALS:] if trial.number == facts.winner_number]
    return ranked[:MOST_TRIALS] + winner


def _row(drawing: Drawing, across: Scale, y: float, one: TrialFacts, facts: SweepFacts) -> None:
    style = "winner" if one.number == facts.winner_number else "complete"
    values = [value for value in one.folds if value is not None]
    drawing.text((LEFT - 10, y + 4), f"trial {one.number}", f"label end {style}-text")
    drawing.line((across(min(values)), y), (across(max(values)), y), f"range {style}")
    for fold, value in enumerate(one.folds):
        if value is not None:
            tip = f"trial {one.number}, fold {fold}: {facts.metric} {shown(value)}"
            drawing.circle((across(value), y), 4, f"fold {style}", tip)
    mean = across(one.value or 0.0)
    drawing.line((mean, y - 8), (mean, y + 8), f"mean {style}")
