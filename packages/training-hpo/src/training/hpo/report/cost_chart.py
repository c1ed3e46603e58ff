"""Chart of the cost of the trials."""

from __future__ import annotations

from training.hpo.report.facts import SweepFacts
from training.hpo.report.scale import Scale, shown
from training.hpo.report.svg import Drawing

WIDTH, HEIGHT = 760.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 14.0, 24.0


def cost_chart(facts: SweepFacts) -> str:
    """Return a picture of the seconds of each trial by how it ended; empty when none took any."""
    if not facts.seconds:
        return ""
    drawing = Drawing(WIDTH, HEIGHT, "Seconds of each trial")
    most = max(trial.seconds for trial in facts.trials)
    up = Scale(0.0, most * 1.05, HEIGHT - BOTTOM, TOP)
    for tick in up.ticks():
        drawing.line((LEFT, up(tick)), (WIDTH - RIGHT, up(tick)), "grid")
        drawing.text((LEFT - 8, up(tick) + 4), shown(tick), "label end")
    drawing.text((LEFT, TOP - 3), "seconds", "label")
    room = (WIDTH - LEFT - RIGHT) / len(facts.trials)
    for place, one in enumerate(facts.trials):
        corner = (LEFT + room * (place + 0.1), up(one.seconds))
        style = "winner" if one.number == facts.winner_number else one.state
        tip = f"trial {one.number} ({one.state}): {one.seconds:.1f} s, {len(one.folds)} folds"
        drawing.bar(corner, room * 0.8, up(0.0) - corner[1], style, tip)
    drawing.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6), "trial", "label middle")
    return drawing.markup()
