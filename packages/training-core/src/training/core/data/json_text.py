"""Parse JSON with errors that name the place."""

from __future__ import annotations

import json


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
        JsonError: It is malformed, nested too deeply, or holds a number of thousands of digits.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not valid JSON at column {error.colno}: {error.msg}"
        raise JsonError(message, error.lineno, error.msg == "Extra data") from error
    except RecursionError as error:
        raise JsonError("the JSON is nested too deeply to be a dataset") from error
    except ValueError as error:
        raise JsonError(f"the JSON cannot be read: {error}") from error
