"""`training reproduce`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from training.cli.options import Json, Output, RunReference, Runs
from training.core.console.consoles import errors, output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from rich.console import Console

    from training.execution.comparison.reproduce import Reproduction

DIFFERENT = 1
DIGITS = 16

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training reproduce latest             # train it again and compare the bytes",
        "training reproduce runs/a -o scratch  # write the repetition elsewhere",
    )
)
def reproduce(
    run: RunReference,
    output_dir: Output = None,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Train a run again from its record, into a new directory, and compare the two.

    The exit code is 0 when the weights, every recorded number and the final metrics are the same
    to the last bit, 1 when they are not (then the differences of the environment are reported, and
    the first step at which the runs part), and 2 when the run cannot be trained again.
    """
    from training.cli.commands.train.shown_run import ShownRun
    from training.core.runs.directory import open_run
    from training.execution.comparison.reproduce import reproduce as train_again
    from training.execution.comparison.reproduce import reproduction_config

    console = errors() if json else output()
    original = open_run(run, runs)
    config = reproduction_config(original, output_dir)
    shown = ShownRun(console, config)
    with shown.telling_where():
        found = train_again(original, config, shown.observers)
    if json:
        print_json(found.as_json())
    else:
        _print(console, found)
    if not found.is_equal:
        raise typer.Exit(DIFFERENT)


def _print(console: Console, found: Reproduction) -> None:
    from rich.text import Text

    from training.cli.commands.diff.view import print_run_diff
    from training.cli.terminal.tables import Cell, print_table

    console.print()
    equal, differs = Text("equal", "green"), Text("differs", "bold red")
    rows: list[list[Cell]] = [
        [name, one[:DIGITS], other[:DIGITS], equal if one == other else differs]
        for name, (one, other) in found.hashes.items()
    ]
    print_table(console, ["begin of SHA-256", "original", "repetition", ""], rows)
    console.print()
    print_run_diff(console, found.original, found.training.run, found.difference)
    console.print()
    verdict = "The run was reproduced bit for bit." if found.is_equal else "The runs differ."
    console.print(Text(verdict, "bold"))
