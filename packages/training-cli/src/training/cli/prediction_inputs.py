"""Turn what a user gives `training predict` into records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from training.core.data.dataset import Record
from training.errors import DataError

STANDARD_INPUT = "-"
TEXT = "text"


def argument_records(texts: Iterable[str], inputs: str) -> Iterator[Record]:
    """Yield a record for each argument.

    Args:
        texts: The arguments.
        inputs: Kind of input of the task; a ``text`` is taken as written, all else is JSON.

    Raises:
        DataError: An argument is not the JSON that the task needs.
    """
    for number, text in enumerate(texts, start=1):
        place = f"argument {number}"
        yield Record({TEXT: text} if inputs == TEXT else _parse(text, place, inputs), place)


def line_records(lines: Iterable[bytes], inputs: str, source: str = "<stdin>") -> Iterator[Record]:
    """Yield a record for each line that is not blank.

    Args:
        lines: Lines of UTF-8, with or without their line ends.
        inputs: Kind of input of the task; for ``text`` a line is a JSON document when it starts
            with ``{`` and the text itself otherwise.
        source: Name for messages.

    Raises:
        DataError: A line is not UTF-8 or not valid JSON; the message names it.
    """
    for number, line in enumerate(lines, start=1):
        place = f"{source}:{number}"
        text = _decode(line, place).rstrip("\r\n")
        if text.strip():
            plain = inputs == TEXT and not text.lstrip().startswith("{")
            yield Record({TEXT: text} if plain else _parse(text, place, inputs), place)


def _decode(line: bytes, place: str) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{place}: byte 0x{line[error.start]:02x} at position {error.start} is not UTF-8. "
            "Convert the input, for example: iconv -f latin1 -t utf-8"
        ) from error


def _parse(text: str, place: str, inputs: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place}: not valid JSON at column {error.colno}: {error.msg}. {_expected(inputs)}"
        ) from error
    except RecursionError as error:
        raise DataError(f"{place}: the JSON is nested too deeply.") from error


def _expected(inputs: str) -> str:
    if inputs == TEXT:
        return 'A line that starts with { must be a whole JSON document, {"text": "…"}.'
    return f"The model reads {inputs} inputs, given as one JSON object each."
