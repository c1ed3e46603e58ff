"""Errors, warnings and notes on standard error."""

from __future__ import annotations

from rich.text import Text

from training.config.redaction import redacted
from training.core.console.consoles import errors
from training.core.console.printable import printable

INDENT = "  "


def print_error(message: str) -> None:
    """Print what went wrong."""
    _print("error", "bold red", message)


def print_warning(message: str) -> None:
    """Print what the user should know although the command continues."""
    _print("warning", "yellow", message)


def print_note(message: str) -> None:
    """Print a remark."""
    errors().print(Text(_text(message), style="dim"))


def _print(kind: str, style: str, message: str) -> None:
    errors().print(Text.assemble((f"{kind}: ", style), _text(message)))


def _text(message: str) -> str:
    """Return a message of which only the first line can be taken for the beginning of one.

    Lists of problems have several lines; so may a label or file name that is named in it.
    """
    first, *rest = printable(redacted(message)).split("\n")
    return "\n".join([first, *map(_continued, rest)])


def _continued(line: str) -> str:
    return line if not line or line.startswith((" ", "- ")) else f"{INDENT}{line}"
