"""Tell what is wrong with the words of a command line."""

from __future__ import annotations

import typer

# typer >= 0.26 carries its own click, and exports only some of its errors under public names.
from typer._click.exceptions import ClickException as UsageFault

from training.cli.terminal.messages import print_error
from training.core.console.printable import printable

__all__ = ["UsageFault", "report_usage"]

_PYDANTIC_PREFIX = "Value error, "
"""Stands before what typer says of a choice that there is not."""


def report_usage(fault: UsageFault) -> int:
    """Print a usage error as one paragraph that ends with where to look.

    Returns:
        The exit code.
    """
    message = fault.format_message().strip().replace(_PYDANTIC_PREFIX, "")
    if _is_request_for_help(fault):
        typer.echo(printable(message), nl=bool(message))
    else:
        print_error(f"{_sentence(message)}{_pointer(fault)}")
    return fault.exit_code


def _is_request_for_help(fault: UsageFault) -> bool:
    return type(fault).__name__ == "NoArgsIsHelpError"


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _pointer(fault: UsageFault) -> str:
    context: typer.Context | None = getattr(fault, "ctx", None)
    return f" `{context.command_path} --help` shows what is possible." if context else ""
