"""Show the metrics of any task: numbers in a line, nested mappings as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from training.cli.terminal.tables import print_table
from training.core.console.numbers import shown

OVER_ENTITIES = "entity-macro-f1"
RECORD_ONLY = frozenset({"macro-f1", "macro-f1-span"})
"""Scores beside those over entities: old names that people would mistake for `macro f1`."""


NOTHING_FOUND = (
    "nothing was predicted correctly. Train longer (training.epochs) or on more data, and look at "
    "the data with `training data check`."
)


def scalars(metrics: Mapping[str, Any], first: str = "") -> dict[str, float]:
    """Return the plain numbers that people read, the one called `first` in front."""
    hidden = RECORD_ONLY if OVER_ENTITIES in metrics else frozenset[str]()
    found = {
        name: value
        for name, value in metrics.items()
        if isinstance(value, (int, float)) and (name == first or name not in hidden)
    }
    return {first: found.pop(first), **found} if first in found else found


def screen_name(metric: str) -> str:
    """Return the name that people read for a metric of the record."""
    return "macro f1" if metric == OVER_ENTITIES else metric


def print_metrics(
    console: Console, title: str, metrics: Mapping[str, Any], first: str = ""
) -> None:
    """Print the tables of an evaluation, then its plain numbers after `title`.

    What is reported in words, such as how entities were counted, stands between the two.
    """
    for name, value in metrics.items():
        if isinstance(value, Mapping) and value:
            _print_nested(console, name, value)
            console.print()
    numbers = [
        f"{screen_name(name)} {shown(value)}" for name, value in scalars(metrics, first).items()
    ]
    words = [f"{name} {value}" for name, value in metrics.items() if isinstance(value, str)]
    remark = f"({', '.join(words)})  " if words else ""
    console.print(Text.assemble((f"{title}  ", "bold"), (remark, "dim"), "  ".join(numbers)))


def print_if_zero(console: Console, name: str, mode: object, metrics: Mapping[str, Any]) -> None:
    """Print what 0 means for a metric of which higher is better; other values need no word.

    Args:
        console: Where to.
        name: Name of the metric.
        mode: ``max`` or ``min``.
        metrics: Numbers of one evaluation.
    """
    if mode == "max" and metrics.get(name) == 0:
        console.print()
        console.print(Text(f"{name} is 0: {NOTHING_FOUND}", "yellow"))


def _print_nested(console: Console, name: str, table: Mapping[str, Any]) -> None:
    rows = {key: row if isinstance(row, Mapping) else {"value": row} for key, row in table.items()}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [
        [key, *(shown(row[column]) if column in row else "" for column in columns)]
        for key, row in rows.items()
    ]
    print_table(console, [_row_header(name), *columns], cells, numeric=columns)


def _row_header(name: str) -> str:
    """Return ``entity`` for ``per_entity``."""
    return name.removeprefix("per_").removeprefix("per-").replace("_", " ")
