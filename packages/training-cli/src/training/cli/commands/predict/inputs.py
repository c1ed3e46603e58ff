"""Turn what a user gives `training predict` into records."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.data.characters import whole_characters
from training.core.data.dataset import Record
from training.core.data.formats.json_text import JsonError, parse_json
from training.errors import DataError

if TYPE_CHECKING:
    from training.config import DataConfig

STANDARD_INPUT = "-"
TEXT = "text"
LONGEST_NAME = 255
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def require_one_source(texts: Iterable[str], data: Path | None, reader: str | None) -> None:
    """Refuse inputs from several sources, or from none.

    Raises:
        DataError: The arguments are texts and standard input, or `data` is given beside them, or
            nothing is; `reader` is given without `data`.
    """
    given = list(texts)
    if data is not None and given:
        raise DataError("TEXT and --data: the inputs come from one of them. Leave the other out.")
    if data is None and reader is not None:
        raise DataError("--reader reads what --data names. Give --data, or leave --reader out.")
    if data is None and not given:
        raise DataError(
            "TEXT is missing: give texts, `-` for standard input, or a file by --data FILE."
        )
    if STANDARD_INPUT in given and len(given) > 1:
        raise DataError(
            "TEXT: `-` reads standard input and stands alone: leave out the other texts, or `-`."
        )


def remarks(texts: Iterable[str]) -> Iterator[str]:
    """Yield a remark on each argument that is hardly meant as a text."""
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            yield f"argument {number} is blank: there is nothing to find in it"
        elif text != STANDARD_INPUT and len(text) < LONGEST_NAME and Path(text).is_file():
            yield (
                f"argument {number} is taken as a text; the file of this name is read with: "
                f"training predict RUN --data {shlex.quote(text)}, or line by line with: "
                f"training predict RUN - < {shlex.quote(text)}"
            )


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
        _require_characters(text, place)
        yield Record({TEXT: text} if inputs == TEXT else _parse(text, place, inputs), place)


def file_records(own: DataConfig, path: Path, reader: str | None) -> Iterator[Record]:
    """Yield the records of a file or folder, split by split.

    Args:
        own: The `data` section the run was trained with; its reader is the default.
        path: File or folder.
        reader: Name of another reader.

    Raises:
        ConfigError: No plugin offers the reader.
        DataError: The file cannot be read.
    """
    from training.cli.run_lookup.other_data import other_data
    from training.core.data.dataset import SPLITS
    from training.core.data.read import read_records

    records = read_records(other_data(own, path, reader) or own)
    for split in SPLITS:
        yield from records.split(split)


def line_records(
    lines: Iterable[bytes], inputs: str, source: str = "<stdin>"
) -> Iterator[Record | None]:
    """Yield a record for each line.

    Args:
        lines: Lines of UTF-8, with or without their line ends.
        inputs: Kind of input of the task; for ``text`` a line is a JSON document when it starts
            with ``{`` and the text itself, blank or not, otherwise. For other inputs a blank line
            yields None.
        source: Name for messages.

    Raises:
        DataError: A line is not UTF-8 or not valid JSON; the message names it.
    """
    for number, line in enumerate(lines, start=1):
        place = f"{source}:{number}"
        text = _decode(line, place).rstrip("\r\n")
        if inputs == TEXT and not text.lstrip().startswith("{"):
            yield Record({TEXT: text}, place)
        else:
            yield _json_record(text, place, inputs) if text.strip() else None


def _json_record(text: str, place: str, inputs: str) -> Record:
    values = _parse(text, place, inputs)
    if inputs == TEXT and not isinstance(values.get(TEXT), str):
        keys = ", ".join(values) or "none"
        raise DataError(
            f'{place}: prediction needs the key `text` with a string, {{"text": "…"}}; '
            f"keys found: {keys}. Lines after this one were not read."
        )
    return Record(values, place)


def _decode(line: bytes, place: str) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{place}: byte 0x{line[error.start]:02x} at position {error.start} is not UTF-8. "
            "Convert the input, for example: iconv -f latin1 -t utf-8"
        ) from error


def _require_characters(text: str, place: str) -> None:
    """Refuse lone surrogates, which is how Python reads bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DataError(
            f"{place}: character {error.start + 1} is no character: a byte that is not UTF-8, or "
            f"half of a surrogate pair (U+{ord(text[error.start]):04X}). Convert the input to "
            "UTF-8, for example: iconv -f latin1 -t utf-8"
        ) from error


def _parse(text: str, place: str, inputs: str) -> Any:
    try:
        value = parse_json(text)
    except JsonError as error:
        raise DataError(f"{place}: {error}. {_expected(inputs)}") from error
    if SURROGATE.search(text):
        whole_characters(Record(value, place))
    return value


def _expected(inputs: str) -> str:
    if inputs == TEXT:
        return 'A line that starts with { must be a whole JSON document, {"text": "…"}.'
    return f"The model reads {inputs} inputs, given as one JSON object each."
