"""`training init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from training.core.console.consoles import output
from training.core.console.help import examples

Directory = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="Folder to write to; made if missing.", show_default=False),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(epilog=examples("training init my-project", "training init .  # in this folder"))
def init(directory: Directory) -> None:
    """Write a commented starter project: an experiment, a model file and tiny data.

    Nothing is ever overwritten.
    """
    from training.cli.commands.init.starter import write_starter
    from training.config.origin import shown_path

    written = write_starter(directory)
    console = output()
    console.print(f"Wrote a starter project to {shown_path(directory)}:")
    for path in written:
        console.print(f"  {path.relative_to(directory)}")
    console.print()
    console.print("Next:", style="bold")
    change = "" if directory.resolve() == Path.cwd() else f"cd {shlex.quote(str(directory))} && "
    console.print(f"  {change}training train experiment.yaml", soft_wrap=True)
