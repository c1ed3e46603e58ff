"""`training diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import Json, Runs
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.core.runs.directory import Run
    from training.execution.comparison.compare import RunDiff

DIFFERENT = 1

First = Annotated[str, typer.Argument(metavar="A", help="A run.", show_default=False)]
Second = Annotated[str, typer.Argument(metavar="B", help="Another run.", show_default=False)]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training diff runs/a runs/b         # the first field and step that differ",
        "training diff runs/a runs/b --json  # all that differs, for programs",
    )
)
def diff(a: First, b: Second, runs: Runs = Path("runs"), json: Json = False) -> None:
    """Find the first configuration value and the first step at which two runs part.

    The exit code is 0 when configuration, data and every recorded number are the same, 1 when they
    differ, and 2 when a run cannot be read.
    """
    from training.core.runs.directory import open_run, warn_if_changed
    from training.execution.comparison.compare import diff_runs

    first, second = open_run(a, runs), open_run(b, runs)
    warn_if_changed(first)
    warn_if_changed(second)
    difference = diff_runs(first, second)
    if json:
        print_json({"a": str(first.directory), "b": str(second.directory), **difference.as_json()})
    else:
        _print(first, second, difference)
    if not difference.is_same:
        raise typer.Exit(DIFFERENT)


def _print(first: Run, second: Run, difference: RunDiff) -> None:
    from training.cli.commands.diff.view import print_run_diff

    print_run_diff(output(), first, second, difference)
