"""Chart of the importance of the parameters."""

from __future__ import annotations

from training.hpo.report.facts import SweepFacts
from training.hpo.report.svg import Drawing

WIDTH, ROW, LEFT, RIGHT = 760.0, 28.0, 220.0, 64.0


def importance_chart(facts: SweepFacts) -> str:
    """Return a picture of the importances; empty when Optuna cannot tell them."""
    if not facts.importances:
        return ""
    drawing = Drawing(WIDTH, ROW * len(facts.importances) + 4, "Importance of each parameter")
    most = max(facts.importances.values()) or 1.0
    for row, (name, share) in enumerate(facts.importances.items()):
        y = ROW * row + 4
        drawing.text((LEFT - 10, y + 15), name, "label end")
        width = share / most * (WIDTH - LEFT - RIGHT)
        drawing.bar((LEFT, y + 2), max(width, 1.0), ROW - 10, "importance")
        drawing.text((LEFT + max(width, 1.0) + 8, y + 15), f"{share:.0%}", "label")
    return drawing.markup()
