"""Tables of runs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from training.cli.terminal.tables import Cell, print_table
from training.core.console.numbers import duration, shown
from training.core.runs.index import RunRow
from training.core.runs.liveness import STOPPED

STYLES = {
    "completed": "green",
    "running": "cyan",
    "failed": "bold red",
    "damaged": "bold red",
    "interrupted": "yellow",
    STOPPED: "yellow",
}


def print_runs(console: Console, rows: Sequence[RunRow], metrics: Sequence[str]) -> None:
    """Print one line for each run.

    Args:
        console: Where to.
        rows: The runs.
        metrics: Further numbers to show, as ``split.name`` or the name of a validation metric.
    """
    columns = ["run", "kind", "status", "begun (UTC)", "took", "score", *metrics]
    cells = [_cells(row, metrics) for row in rows]
    less = ["took", "kind", "begun (UTC)", "score", *reversed(metrics)]
    print_table(console, columns, cells, numeric=["took", *metrics], optional=less)


def _cells(row: RunRow, metrics: Sequence[str]) -> list[Cell]:
    return [
        row.directory,
        row.kind,
        _styled(row.status),
        row.created[:16].replace("T", " "),
        "" if row.seconds is None else duration(row.seconds),
        _score(row),
        *(_metric(row, name) for name in metrics),
    ]


def _styled(status: str) -> Text:
    return Text(status, STYLES.get(status, ""))


def _score(row: RunRow) -> str:
    return "" if row.score is None else f"{row.metric} {shown(row.score)}"


def _metric(row: RunRow, name: str) -> str:
    value = row.metrics.get(name, row.metrics.get(f"validation.{name}"))
    return "" if value is None else shown(value)
