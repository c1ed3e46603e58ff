"""Plain Python values as JSON and back, exactly: tuples stay tuples, NaN stays NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

FLOAT = "$float"
TUPLE = "$tuple"
ITEMS = "$items"


def render_state(state: Mapping[str, Any]) -> bytes:
    """Return a state as JSON in ASCII.

    Raises:
        TypeError: It holds something else than None, booleans, numbers, texts, lists, tuples and
            dictionaries; the message names the place.
    """
    return json.dumps(_encoded(state, "state"), indent=1, allow_nan=False).encode("ascii") + b"\n"


def parse_state(content: bytes) -> dict[str, Any]:
    """Read back what `render_state` returned.

    Raises:
        ValueError: It is something else; the message is a clause.
    """
    try:
        state = _decoded(json.loads(content))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"holds no state ({error})") from error
    if not isinstance(state, dict):
        raise ValueError(f"holds no state but {type(state).__name__}")
    return state


def _encoded(value: Any, place: str) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {FLOAT: repr(float(value))}
    if isinstance(value, (list, tuple)):
        parts = [_encoded(one, f"{place}[{index}]") for index, one in enumerate(value)]
        return parts if isinstance(value, list) else {TUPLE: parts}
    if isinstance(value, Mapping):
        return _encoded_mapping(value, place)
    raise TypeError(
        f"{place}: {type(value).__name__} cannot be stored in a checkpoint; make it a number, a "
        "text, a list, a tuple or a dictionary."
    )


def _encoded_mapping(value: Mapping[Any, Any], place: str) -> dict[str, Any]:
    pairs = [(key, _encoded(one, f"{place}[{key!r}]")) for key, one in value.items()]
    if all(isinstance(key, str) and not key.startswith("$") for key, _ in pairs):
        return dict(pairs)
    return {ITEMS: [[_encoded(key, f"{place} (a key)"), one] for key, one in pairs]}


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(one) for one in value]
    if not isinstance(value, dict):
        return value
    if FLOAT in value:
        return float(value[FLOAT])
    if TUPLE in value:
        return tuple(_decoded(one) for one in value[TUPLE])
    if ITEMS in value:
        return {_decoded(key): _decoded(one) for key, one in value[ITEMS]}
    return {key: _decoded(one) for key, one in value.items()}
