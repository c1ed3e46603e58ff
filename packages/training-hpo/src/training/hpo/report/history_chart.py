"""Chart of the objective over the trials."""

from __future__ import annotations

from training.hpo.report.facts import SweepFacts, TrialFacts
from training.hpo.report.scale import Scale, scale_of, shown
from training.hpo.report.svg import Drawing

WIDTH, HEIGHT = 760.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 12.0, 36.0


def history_chart(facts: SweepFacts) -> str:
    """Return a picture of every trial's objective and the best so far; empty without any."""
    scored = [trial for trial in facts.trials if trial.score is not None]
    if not scored:
        return ""
    drawing = Drawing(WIDTH, HEIGHT, f"{facts.metric} of each trial, and the best so far")
    across = Scale(0.0, max(1.0, facts.trials[-1].number), LEFT + 8, WIDTH - RIGHT - 8)
    up = scale_of([trial.score or 0.0 for trial in scored], HEIGHT - BOTTOM, TOP)
    _axes(drawing, across, up, facts)
    _best_so_far(drawing, across, up, facts)
    for trial in scored:
        _trial(drawing, across, up, trial, facts)
    return drawing.markup()


def _axes(drawing: Drawing, across: Scale, up: Scale, facts: SweepFacts) -> None:
    for tick in up.ticks():
        drawing.line((LEFT, up(tick)), (WIDTH - RIGHT, up(tick)), "grid")
        drawing.text((LEFT - 8, up(tick) + 4), shown(tick), "label end")
    for tick in across.ticks():
        if tick == int(tick):
            drawing.text((across(tick), HEIGHT - BOTTOM + 16), shown(tick), "label middle")
    drawing.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4), "trial", "label middle")
    drawing.text((LEFT, TOP), facts.metric, "label")


def _best_so_far(drawing: Drawing, across: Scale, up: Scale, facts: SweepFacts) -> None:
    points: list[tuple[float, float]] = []
    best: float | None = None
    better = max if facts.is_maximised else min
    for trial in facts.trials:
        if trial.value is not None:
            before, best = best, trial.value if best is None else better(best, trial.value)
            if before is not None:
                points.append((across(trial.number), up(before)))
            points.append((across(trial.number), up(best)))
    if best is not None:
        points.append((across(facts.trials[-1].number), up(best)))
        drawing.path(points, "trend")


def _trial(drawing: Drawing, across: Scale, up: Scale, one: TrialFacts, facts: SweepFacts) -> None:
    score = one.score or 0.0
    style = "winner" if one.number == facts.winner_number else one.state
    tip = f"trial {one.number} ({one.state}): {facts.metric} {shown(score)}"
    drawing.circle((across(one.number), up(score)), 6 if style == "winner" else 4, style, tip)
