"""`training migrate usage`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import Json
from training.cli.terminal.messages import print_note, print_warning
from training.cli.terminal.tables import print_table
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json
from training.errors import UserError
from training.migrate.readiness.usage_record import VARIABLE

if TYPE_CHECKING:
    from training.migrate.readiness.usage_log import UsageLog
    from training.migrate.readiness.usage_summary import UsageRow

Log = Annotated[
    Path | None,
    typer.Argument(
        metavar="[LOG]",
        help=f"The log; by default the file that {VARIABLE} names.",
        show_default=False,
    ),
]
Begin = Annotated[
    bool, typer.Option("--begin", help="Note in the log that imports are recorded from now on.")
]

EXAMPLES = examples(
    "training migrate usage --begin /var/log/old-imports  # from now on",
    "export TRAINING_LEGACY_USAGE=/var/log/old-imports    # wherever the code runs",
    "training migrate usage /var/log/old-imports          # who still uses what",
)

app = typer.Typer(rich_markup_mode="rich")


@app.command(epilog=EXAMPLES)
def usage(log: Log = None, begin: Begin = False, json: Json = False) -> None:
    """Sum up who still imports old paths, by path, by line of code and by day.

    The shims record each old import once for each process and line, in the file that the
    environment variable TRAINING_LEGACY_USAGE names. Without it nothing is recorded; nothing ever
    leaves the machine.
    """
    from training.migrate.readiness.usage_log import begin_log, read_log

    path = log or _named_by_environment()
    if begin:
        begin_log(path)
    found = read_log(path)
    (_print_json if json else _print)(found)


def _named_by_environment() -> Path:
    value = os.environ.get(VARIABLE)
    if not value:
        raise UserError(f"Name the usage log: `training migrate usage LOG`, or set {VARIABLE}=LOG.")
    return Path(value)


def _print_json(log: UsageLog) -> None:
    from training.migrate.readiness import usage_summary

    print_json(
        {
            "log": str(log.path),
            "began": log.began and log.began.isoformat(),
            "imports": len(log.records),
            "unreadable_lines": log.unreadable,
            "paths": list(map(asdict, usage_summary.by_path(log.records))),
            "callers": list(map(asdict, usage_summary.by_caller(log.records))),
            "days": list(map(asdict, usage_summary.by_day(log.records))),
        }
    )


def _print(log: UsageLog) -> None:
    from training.migrate.readiness import usage_summary

    if log.unreadable:
        print_warning(f"{log.path}: {_lines(log.unreadable)}.")
    if not log.records:
        print_note(f"no import of an old path since {_shown(log.began)}")
        return
    _print_rows(["old path", "imports", "last", "imported by"], usage_summary.by_path(log.records))
    _print_rows(["caller", "imports", "last", "old paths"], usage_summary.by_caller(log.records))
    _print_rows(["day", "imports", "last", "old paths"], usage_summary.by_day(log.records))


def _lines(number: int) -> str:
    if number == 1:
        return "1 line is no record and does not count"
    return f"{number} lines are no records and do not count"


def _shown(began: object) -> str:
    return str(began) if began else "the log was made"


def _print_rows(columns: Sequence[str], rows: Sequence[UsageRow]) -> None:
    console = output()
    cells = [[row.key, str(row.imports), row.last[:10], _shortened(row.others)] for row in rows]
    print_table(console, columns, cells, numeric=["imports"])
    console.print()


def _shortened(values: Sequence[str], shown: int = 3) -> str:
    more = f", and {len(values) - shown} more" if len(values) > shown else ""
    return ", ".join(values[:shown]) + more
