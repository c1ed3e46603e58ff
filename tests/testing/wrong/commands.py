"""Commands that each break one rule, and one that breaks none."""

from __future__ import annotations

from typing import Annotated

import typer

Text = Annotated[str, typer.Argument(help="Text to show.")]
right = typer.Typer()
undocumented = typer.Typer()
unspoken = typer.Typer()
forgiving = typer.Typer(context_settings={"ignore_unknown_options": True})
empty = typer.Typer()


@right.command()
def show(text: Text) -> None:
    """Show a text."""
    typer.echo(text)


@undocumented.command()
def shout(text: str) -> None:
    """Show a text in capitals."""
    typer.echo(text.upper())


@unspoken.command()
def whisper(text: Text) -> None:
    typer.echo(text.lower())


@forgiving.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def swallow() -> None:
    """Take anything."""
