"""Report what is wrong with the words of a command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

# typer >= 0.26 carries its own click, and exports only some of its errors under public names.
from typer._click.exceptions import ClickException as UsageFault

from training.cli.terminal.messages import print_error
from training.cli.usage.hints import extra_words, unknown_command, unknown_option, value_of
from training.core.console.printable import printable
from training.errors import UserError

__all__ = ["UsageFault", "report_usage", "require_text"]

_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)")
_COMMAND = re.compile(r"No such command '(.*?)'")
_NO_VALUE = re.compile(r"Option '(.*)' does not take a value")
_NEEDS_VALUE = re.compile(r"Option '(.*)' requires")
_CHOICE = re.compile(r"'.*' is not one of (.*?)\.?$")
_AT_LEAST = re.compile(r"greater than or equal to (\S+?)\.?$")
_AT_MOST = re.compile(r"less than or equal to (\S+?)\.?$")
SHOWN = 100
_PYDANTIC_PREFIX = "Value error, "


def require_text(arguments: Sequence[str]) -> None:
    """Refuse arguments that no file, record or terminal can hold.

    Raises:
        UserError: One is not UTF-8, or has the character NUL.
    """
    for number, argument in enumerate(arguments, 1):
        shown = argument.encode("utf-8", "backslashreplace").decode()
        if shown != argument or "\0" in argument:
            raise UserError(
                f"argument {number}, `{shown[:SHOWN]}`, is not UTF-8 text. Write it in UTF-8; a "
                "file with such a name has to be renamed first."
            )


def report_usage(fault: UsageFault, words: Sequence[str] = ()) -> int:
    """Print a usage error as one paragraph that ends with where to look.

    Args:
        fault: The error.
        words: The command line without the program's name.

    Returns:
        The exit code.
    """
    if _kind(fault) == "NoArgsIsHelpError":
        message = fault.format_message().strip()
        typer.echo(printable(message), nl=bool(message))
    else:
        print_error(f"{_sentence(_message(fault, words))}{_pointer(fault)}")
    return fault.exit_code


def _kind(fault: UsageFault) -> str:
    return type(fault).__name__


def _message(fault: UsageFault, words: Sequence[str]) -> str:
    context, parameter = getattr(fault, "ctx", None), getattr(fault, "param", None)
    if _kind(fault) == "NoSuchOption" and context is not None:
        return unknown_option(str(getattr(fault, "option_name", "")), context, words)
    if _kind(fault) == "MissingParameter" and parameter is not None:
        return f"{_name(parameter)} is missing: {parameter.help or 'it has to be given'}"
    if parameter is not None:
        return _bad_value(fault.message, parameter, words)
    return _bad_words(fault, context)


def _bad_words(fault: UsageFault, context: Any) -> str:
    text = fault.format_message().strip().replace(_PYDANTIC_PREFIX, "")
    if (found := _EXTRA.search(text)) and context is not None:
        return extra_words(found[1].split(" "), context)
    if (found := _COMMAND.search(text)) and context is not None:
        return unknown_command(found[1], context)
    if found := _NO_VALUE.search(text):
        return f"{found[1]} is a flag and takes no value: write it alone, or leave it out"
    if found := _NEEDS_VALUE.search(text):
        return f"{found[1]} needs a value after it"
    return text.removeprefix("Invalid value: ")


def _bad_value(text: str, parameter: Any, words: Sequence[str]) -> str:
    """Return what was given, and what was expected."""
    value = value_of(parameter.opts, words)
    given = f"{_name(parameter)} {value}".rstrip()
    return f"{given}: {_expected(text.replace(_PYDANTIC_PREFIX, '').strip())}"


def _expected(text: str) -> str:
    if "valid integer" in text:
        return "expected a whole number"
    if "valid number" in text:
        return "expected a number"
    if found := _AT_LEAST.search(text):
        return f"expected at least {found[1]}"
    if found := _AT_MOST.search(text):
        return f"expected at most {found[1]}"
    if found := _CHOICE.search(text):
        return f"expected one of {found[1]}".replace("'", "")
    return text


def _name(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.display_name_raw)


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _pointer(fault: UsageFault) -> str:
    context: typer.Context | None = getattr(fault, "ctx", None)
    return f" `{context.command_path} --help` shows what is possible." if context else ""
