"""The command: look at a CSV file."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(help="Show the first rows of a CSV.")


@app.command()
def head(path: Path, rows: int = 3) -> None:
    """Show the first rows of a CSV."""
    for line in path.read_text(encoding="utf-8").splitlines()[: rows + 1]:
        typer.echo(line)
