"""The words of Optuna and other tools for a search space, and what to write here instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEYS = {
    "low": "min",
    "lower": "min",
    "high": "max",
    "upper": "max",
    "choices": "values",
    "categories": "values",
    "q": "step",
}
"""Keys of an entry."""
LOG = ("log", "log_scale")
"""Keys that ask for a logarithmic scale, which is part of the type here."""
_FLOATS = "`uniform`, or `loguniform` for a logarithmic scale"
_INTS = "`int`, or `logint` for a logarithmic scale"
TYPES = {
    "float": _FLOATS,
    "suggest_float": _FLOATS,
    "suggest_uniform": "`uniform`",
    "suggest_loguniform": "`loguniform`",
    "log_uniform": "`loguniform`",
    "log": "`loguniform`",
    "discrete_uniform": "`quniform`",
    "suggest_discrete_uniform": "`quniform`",
    "suggest_int": _INTS,
    "integer": _INTS,
    "randint": _INTS,
    "log_int": "`logint`",
    "categorical": "`choice`",
    "suggest_categorical": "`choice`",
    "bool": "`choice` with `values: [true, false]`",
}
"""Types of an entry."""


def type_hint(given: Any) -> str:
    """Return a sentence on the type to write; empty for a word that no tool uses."""
    known = TYPES.get(given) if isinstance(given, str) else None
    return "" if known is None else f" Write {known}."


def key_hint(key: str, kind: str) -> str:
    """Return a sentence on the key to write; empty for a word that no tool uses."""
    if key in LOG:
        logarithmic = "logint" if kind in ("int", "logint") else "loguniform"
        return f" A logarithmic scale is a type of its own: `type: {logarithmic}`."
    return f" Write `{KEYS[key]}`." if key in KEYS else ""


def missing_type_hint(entry: Mapping[str, Any]) -> str:
    """Return a sentence on the type of an entry that has none: `learning_rate: {low, high}`."""
    found = [key for key in entry if key in TYPES]
    return f" Write `type:` with {TYPES[found[0]]}." if found else ""
