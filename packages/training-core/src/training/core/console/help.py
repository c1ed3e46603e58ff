"""Parts of the help that several commands share; needs no typer."""

from __future__ import annotations

from typing import Any

DATA: dict[str, Any] = {
    "metavar": "PATH",
    "help": "File or folder to learn from; short for --set data.path=PATH.",
    "show_default": False,
}
"""Keywords of the option `--data`."""
JSON: dict[str, Any] = {"help": "Print JSON for programs."}
"""Keywords of the option `--json`."""


def examples(*commands: str) -> str:
    """Return the last section of a command's help.

    Args:
        commands: Command lines as a shell takes them, with a comment after ` # ` if need be.
    """
    from rich.markup import escape

    return "\n".join(["[bold]Examples[/bold]", *(f"  {escape(command)}" for command in commands)])
