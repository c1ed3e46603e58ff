"""Printed difference of two runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from training.cli.terminal.tables import print_table
from training.config.origin import shown_path
from training.core.console.numbers import counted
from training.core.runs.directory import Run

if TYPE_CHECKING:
    from training.execution.comparison.compare import RunDiff


def print_run_diff(console: Console, first: Run, second: Run, difference: RunDiff) -> None:
    """Print the first field and the first step that differ, then all fields."""
    for name, run in (("a", first), ("b", second)):
        console.print(Text.assemble((f"{name:<12}", "bold"), shown_path(run.directory)))
    for name, value in _facts(difference):
        console.print(Text.assemble((f"{name:<12}", "bold"), value))
    for title, pairs in (("field", difference.fields), ("environment", difference.environment)):
        if pairs:
            console.print()
            rows = [[key, _value(a), _value(b)] for key, (a, b) in pairs.items()]
            print_table(console, [title, "a", "b"], rows)


def _facts(difference: RunDiff) -> list[tuple[str, str]]:
    field = next(iter(difference.fields), None)
    return [
        (
            "data",
            "the same" if difference.data is None else f"data_fp {' and '.join(difference.data)}",
        ),
        *_splits(difference),
        ("first field", _pair(field, *difference.fields[field]) if field else "none differs"),
        ("first step", _step(difference)),
    ]


def _splits(difference: RunDiff) -> list[tuple[str, str]]:
    if difference.split is None:
        return []
    a, b = (one[:8] for one in difference.split)
    return [("splits", f"other records are held out: {a} in a, {b} in b")]


def _step(difference: RunDiff) -> str:
    line = difference.line
    if line is None and not difference.compared:
        return "nothing to compare: neither run has a recorded line in metrics.jsonl"
    if line is None:
        return f"none differs ({counted(difference.compared, 'recorded line')} compared)"
    place = f"{line['split']}, epoch {line['epoch']}, step {line['step']}"
    return f"{place}: {_numbers(line)}"


def _numbers(line: Mapping[str, Any]) -> str:
    if "ends" in line:
        return f"only {'b' if line['ends'] == 'first' else 'a'} has this line"
    name, (a, b) = next(iter(line["numbers"].items()))
    others = len(line["numbers"]) - 1
    return _pair(name, a, b) + (f" (and {counted(others, 'other number')})" if others else "")


def _pair(name: str, a: Any, b: Any) -> str:
    return f"{name}: {_value(a)} in a, {_value(b)} in b"


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
