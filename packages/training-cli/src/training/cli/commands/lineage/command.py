"""`training lineage`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import Json, RunReference, Runs
from training.cli.terminal.messages import print_warning
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.execution.lineage import Lineage

BROKEN = 1

Picture = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write a picture: an .svg, or an .html page.",
        show_default=False,
    ),
]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Show what a run was made from.",
    epilog=examples("training lineage show latest  # a tree, down to the data"),
)


@app.callback()
def _group() -> None:
    """Show what a run was made from."""


@app.command(
    epilog=examples(
        "training lineage show latest                    # a tree, down to the data",
        "training lineage show latest --output runs.svg  # a picture",
        "training lineage show latest --json             # for programs",
    )
)
def show(
    run: RunReference,
    output_file: Picture = None,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Follow a run to the trial, the sweep and the data it comes from.

    A parent that has moved is found by its name in the folder of --runs. The exit code is 1 when a
    parent is missing, damaged or no longer what it was when the run was made.
    """
    from training.core.runs.directory import open_run
    from training.execution.lineage import lineage_of

    lineage = lineage_of(open_run(run, runs), runs)
    if output_file is not None:
        from training.execution.report.lineage_picture import write_picture

        write_picture(lineage, output_file)
    if json:
        print_json(lineage.as_json())
    else:
        _print(lineage)
    if lineage.problems:
        raise typer.Exit(BROKEN)


def _print(lineage: Lineage) -> None:
    from training.cli.commands.lineage.view import lineage_tree

    console = output()
    console.print(lineage_tree(lineage, console.width if console.is_terminal else None))
    for problem in lineage.problems:
        print_warning(problem)
