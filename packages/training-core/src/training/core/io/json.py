"""Parse the JSON of records: whatever is wrong with it is one ValueError, never a surprise later.

Python's parser takes NaN, repeated keys, lone surrogates, numbers of any size and any depth; what
reads a record then fails far from the file. None of them is in a record that was written here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from hashlib import sha256
from math import isfinite
from typing import Any, NoReturn


def finite(value: Any) -> Any:
    """Return a value with None in place of NaN and infinities, at any depth."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): finite(one) for key, one in value.items()}
    return [finite(one) for one in value] if isinstance(value, (list, tuple)) else value


MAX_DEPTH = 100
MAX_DIGITS = 20
"""As many as a seed of 64 bits has; what is longer fits in no number of SQLite or torch."""
SEAL = "sha256"
CHECKSUM = "checksum"
"""Key of `checksum_of` the rest of a record that people read, and may format anew."""
_SURROGATE = "\\ud"


class RepeatedKeyError(ValueError):
    """An object holds a key twice: Python's parser would keep the last value in silence.

    Args:
        key: The key.
    """

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!a} stands there twice")
        self.key = key


def parse_json(content: bytes) -> Any:
    """Return the value of a JSON file.

    Args:
        content: UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is damaged, nested deeper than `MAX_DEPTH`, or holds NaN, a key twice or half
            a character; the message is a clause.
    """
    text = content.decode("utf-8-sig")
    try:
        value = json.loads(
            text,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_refuse_constant,
            object_pairs_hook=object_of,
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    _require_shallow(value)
    if _SURROGATE in text.lower():
        _require_characters(value)
    return value


def parse_object(content: bytes) -> dict[str, Any]:
    """Return the object of a JSON file.

    Raises:
        ValueError: As `parse_json`, or it holds something else.
    """
    value = parse_json(content)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, found {type(value).__name__}")
    return value


def checksum_of(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of JSON values, however their file is formatted, without `CHECKSUM`."""
    rest = {key: value for key, value in values.items() if key != CHECKSUM}
    return sha256(json.dumps(rest, sort_keys=True, allow_nan=False).encode()).hexdigest()


def sealed(values: Mapping[str, Any]) -> bytes:
    """Return JSON whose last key is the checksum of the rest."""
    return _rendered({**values, SEAL: sha256(_rendered(values)).hexdigest()})


def unsealed(content: bytes) -> dict[str, Any]:
    """Return the values that `sealed` was called with.

    Raises:
        ValueError: A single byte is not as it was written; the message is a clause.
    """
    try:
        values = parse_object(content)
        del values[SEAL]
        intact = sealed(values) == content
    except (ValueError, KeyError):
        intact = False
    if not intact:
        raise ValueError("does not agree with its own checksum")
    return values


def _rendered(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, indent=2, allow_nan=False).encode("ascii") + b"\n"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"an integer in it has {len(digits)} digits, more than {MAX_DIGITS}")
    return int(digits)


def _float(digits: str) -> float:
    found = float(digits)
    if not isfinite(found):
        raise ValueError(f"{digits[:MAX_DIGITS]} is no finite number")
    return found


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; the hook `object_pairs_hook` of Python's parser.

    Raises:
        RepeatedKeyError: A key stands there twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedKeyError(next(name for name in names if names.count(name) > 1))
    return found


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return
    raise ValueError(f"it is nested more than {MAX_DEPTH} deep")


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _require_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("a text in it holds half a character (a lone surrogate)") from error
