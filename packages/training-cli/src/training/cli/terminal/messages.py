"""Errors, warnings and notes on standard error."""

from __future__ import annotations

from rich.text import Text

from training.cli.terminal.consoles import errors
from training.config.redaction import redacted
from training.core.console.printable import printable


def print_error(message: str) -> None:
    """Print what went wrong."""
    _print("error", "bold red", message)


def print_warning(message: str) -> None:
    """Print what the user should know although the command goes on."""
    _print("warning", "yellow", message)


def print_note(message: str) -> None:
    """Print a remark."""
    errors().print(Text(printable(redacted(message)), style="dim"))


def _print(kind: str, style: str, message: str) -> None:
    errors().print(Text.assemble((f"{kind}: ", style), printable(redacted(message))))
