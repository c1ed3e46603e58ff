"""Facts about a run, and about several beside each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from training.cli.terminal.checkpoint_cost import checkpoint_cost
from training.cli.terminal.metrics import print_metrics
from training.cli.terminal.tables import print_rows, print_table
from training.config.origin import shown_path
from training.core.console.numbers import duration, shown
from training.core.console.printable import printable_line
from training.core.runs.directory import RUNNING, Run
from training.core.runs.history import damage_of
from training.core.runs.liveness import status_of
from training.core.runs.parents import score_of
from training.core.runs.record import record_problem

if TYPE_CHECKING:
    from training.execution.comparison.compare import Comparison

WIDTH = 12
SPLITS = ("train", "validation", "test")


def print_run(console: Console, run: Run) -> None:
    """Print the facts of a run, then its numbers."""
    facts = Table.grid(padding=(0, 1))
    facts.add_column(style="bold", no_wrap=True, min_width=WIDTH - 1)
    facts.add_column(overflow="fold")
    for name, value in _facts(run):
        facts.add_row(name, Text(printable_line(value)))
    print_rows(console, facts)
    metrics, first = run.record.get("metrics") or {}, _selecting(run)
    for split in ("validation", "test"):
        if metrics.get(split):
            console.print()
            print_metrics(console, split, metrics[split], first=first)


def print_comparison(console: Console, compared: Comparison) -> None:
    """Print the values that differ and the numbers, one column for each run."""
    columns = ["", *compared.runs]
    if compared.config:
        rows = [[key, *map(_value, values)] for key, values in compared.config.items()]
        print_table(console, ["configuration", *compared.runs], rows)
    else:
        console.print("The configurations are the same.")
    if not compared.is_same_split:
        console.print(_splits(compared), soft_wrap=True, highlight=False)
    console.print()
    numbers = [
        [key, *("" if value is None else shown(value) for value in values)]
        for key, values in compared.metrics.items()
        if key.count(".") == 1
    ]
    print_table(console, ["metric", *columns[1:]], numbers, numeric=columns[1:])


def _splits(compared: Comparison) -> str:
    names = ("not recorded" if split is None else split[:8] for split in compared.splits)
    return (
        f"Not the same records train, validate and test (splits: {', '.join(names)}), so the "
        "numbers are of different records."
    )


def _selecting(run: Run) -> str:
    return str(score_of(run.record).get("metric") or "")


def _facts(run: Run) -> list[tuple[str, str]]:
    record = run.record
    rows = [
        ("run", shown_path(run.directory)),
        ("record", record_problem(record) or ""),
        ("kind", _kind(record)),
        ("status", _status(run)),
        ("ended by", _stopped_by(record.get("stopped_by") or {})),
        ("data", _data(record.get("data") or {})),
        ("checkpoints", checkpoint_cost(record)),
        ("history", history_text(run)),
        ("seed", str(record.get("seed", ""))),
        *_fingerprints(record),
        ("code", _code((record.get("environment") or {}).get("code"))),
        ("packages", _packages(record.get("environment") or {})),
        *(("parent", f"{one.get('kind')} {one.get('id')}") for one in record.get("parents") or []),
    ]
    return [(name, value) for name, value in rows if value]


def _kind(record: Mapping[str, Any]) -> str:
    kind, words = str(record.get("kind", "")), detail_words(record.get("details") or {})
    return f"{kind} ({', '.join(words)})" if words else kind


def detail_words(details: Mapping[str, Any]) -> list[str]:
    """Return what is noted of a run beside its kind, one item for each fact worth a word."""
    plain = {key: one for key, one in details.items() if isinstance(one, (str, int, float))}
    test = [] if plain.pop("honest_test", True) else ["no honest test score"]
    why = plain.pop("why", "")
    return [
        *(f"{key.replace('_', ' ')} {one}" for key, one in plain.items()),
        *(f"{words}: {why}" if why else words for words in test),
    ]


def _stopped_by(found: Mapping[str, Any]) -> str:
    """Return which callback ended the fit, and why."""
    return f"the callback {found['callback']}: {found.get('reason')}" if "callback" in found else ""


def _status(run: Run) -> str:
    record = run.record
    parts = [status_of(run)]
    if "error" in record:
        parts.append(str(record["error"]))
    parts.append(f"begun {record.get('created')}")
    if isinstance(record.get("seconds"), (int, float)):
        parts.append(f"took {duration(record['seconds'])}")
    return ", ".join(parts)


def history_text(run: Run) -> str:
    """Return what is wrong with the history of a run that nobody trains at the moment."""
    if status_of(run) == RUNNING:
        return ""
    problems = damage_of(run.directory, run.record)
    return f"damaged: {'; '.join(problems)}" if problems else ""


def _data(data: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{data[split]:,} {split}" for split in SPLITS if data.get(split))
    return f"{data['source']}: {sizes}" if data.get("source") else sizes


def _fingerprints(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in (record.get("fingerprints") or {}).items()]


def _code(code: Mapping[str, Any] | None) -> str:
    if not code:
        return ""
    return f"commit {code.get('commit')}{', with changes' if code.get('dirty') else ''}"


def _packages(environment: Mapping[str, Any]) -> str:
    packages = {**(environment.get("packages") or {}), **(environment.get("plugins") or {})}
    return ", ".join(f"{name} {version}" for name, version in packages.items())


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
