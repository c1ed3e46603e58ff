"""Parse JSON with errors that name the place."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from itertools import islice
from typing import Any

from training.core.io.json import RepeatedKeyError, object_of

_PARSER = json.JSONDecoder(object_pairs_hook=object_of)
_END_OF_OBJECT = re.compile(r'"(?:[^"\\]|\\.)*"|(})', re.DOTALL)


class JsonError(ValueError):
    """A text is not JSON that can be read.

    Args:
        message: What is wrong, as the end of a sentence.
        line: Line of the text that it is in, from 1.
        is_extra: Whether the text is JSON with something after it.
    """

    def __init__(self, message: str, line: int = 1, is_extra: bool = False) -> None:
        super().__init__(message)
        self.line = line
        self.is_extra = is_extra


def parse_json(text: str) -> object:
    """Return the value of a JSON text.

    Raises:
        JsonError: It is malformed, nested too deeply, or holds a key twice in one object, or a
            number of thousands of digits.
    """
    try:
        return _PARSER.decode(text)
    except json.JSONDecodeError as error:
        message = f"not valid JSON at column {error.colno}: {error.msg}"
        raise JsonError(message, error.lineno, error.msg == "Extra data") from error
    except RecursionError as error:
        raise JsonError("the JSON is nested too deeply") from error
    except RepeatedKeyError as error:
        message = f"the key {error.key!a} stands twice in one object; keep one of them"
        raise JsonError(message, _line_of_repetition(text)) from error
    except ValueError as error:
        raise JsonError(f"the JSON cannot be read: {error}") from error


def _line_of_repetition(text: str) -> int:
    """Return the line on which the first object that holds a key twice ends."""
    whole = 0

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal whole
        found = object_of(pairs)
        whole += 1
        return found

    with suppress(RepeatedKeyError):
        json.loads(text, object_pairs_hook=count)
    ends = (one.end() for one in _END_OF_OBJECT.finditer(text) if one[1])
    return 1 + text.count("\n", 0, next(islice(ends, whole, None), len(text)))
