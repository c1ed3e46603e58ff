"""Write the report of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from importlib_resources import files
from jinja2 import Environment, StrictUndefined

from training.core.console.numbers import duration
from training.core.io.atomic_files import write_text
from training.hpo.report.cost_chart import cost_chart
from training.hpo.report.facts import SweepFacts, facts_of
from training.hpo.report.fold_chart import fold_chart
from training.hpo.report.history_chart import history_chart
from training.hpo.report.importance_chart import importance_chart
from training.hpo.report.interval_chart import interval_chart
from training.hpo.report.parallel_chart import parallel_chart
from training.hpo.report.scale import shown

if TYPE_CHECKING:
    from training.hpo.selection.stored_sweep import StoredSweep

REPORT = "report.html"
_TEMPLATE = "page.html.j2"


def write_report(sweep: StoredSweep, path: Path | None = None) -> Path:
    """Write the report of a sweep: one file that needs no network.

    Args:
        sweep: The sweep, finished or not.
        path: The file; by default ``report.html`` in the sweep's folder. An older one is replaced.

    Returns:
        The file.

    Raises:
        OSError: It cannot be written.
    """
    path = path or sweep.directory / REPORT
    write_text(path, render_report(facts_of(sweep)))
    return path


def render_report(facts: SweepFacts) -> str:
    """Return the report as HTML; names and reasons in it are escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"brief": _brief, "score": _score, "duration": duration}
    source = files("training.hpo.report").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    template = environment.from_string(source)
    return template.render(facts=facts, charts=_charts(facts), names=_names(facts))


def _charts(facts: SweepFacts) -> dict[str, str]:
    honest = facts.winner.honest if facts.winner is not None else None
    return {
        "interval": interval_chart(honest) if honest is not None else "",
        "history": history_chart(facts),
        "folds": fold_chart(facts),
        "importance": importance_chart(facts),
        "parallel": parallel_chart(facts),
        "cost": cost_chart(facts),
    }


def _names(facts: SweepFacts) -> list[str]:
    return list(dict.fromkeys(name for trial in facts.trials for name in trial.params))


def _brief(value: Any) -> str:
    return shown(value) if isinstance(value, float) else str(value)


def _score(value: float) -> str:
    return f"{value:#.4g}"
