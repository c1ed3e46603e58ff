"""Refuse texts that hold half of a surrogate pair: no file and no tokenizer takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from training.core.data.dataset import Record
from training.errors import DataError


def whole_characters(record: Record) -> Record:
    """Return a record whose texts hold whole characters only.

    Raises:
        DataError: Half of a surrogate pair is in one of them; the message names the place.
    """
    for text in _texts_in(record.values):
        require_whole_characters(text, record.place)
    return record


def require_whole_characters(text: str, place: str) -> None:
    """Refuse half of a surrogate pair, such as an emoji that was cut in two.

    Raises:
        DataError: There is one; the message names it and its position.
    """
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        before = text[max(0, error.start - 20) : error.start]
        half = f"U+{ord(text[error.start]):04X} after {before!r}"
        raise DataError(
            f"{place}: character {error.start + 1} of a text, {half}, is half of a surrogate pair, "
            "as when an emoji is cut in two. Write the whole character, or remove it."
        ) from error


def _texts_in(values: Any) -> Iterator[str]:
    """Yield every text of nested lists and mappings, keys included, however deep they are."""
    waiting: list[Iterable[Any]] = [(values,)]
    while waiting:
        for value in waiting.pop():
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                waiting += (value.keys(), value.values())
            elif isinstance(value, (list, tuple)):
                waiting.append(value)
