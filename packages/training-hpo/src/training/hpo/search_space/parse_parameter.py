"""Read one entry of a search space: `{type: loguniform, min: 1e-5, max: 1e-3}`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from training.errors import ConfigError, suggestion
from training.hpo.search_space.optuna_names import key_hint, missing_type_hint, type_hint
from training.hpo.search_space.parameters import (
    Choice,
    Conditional,
    FloatRange,
    IntRange,
    Parameter,
    Plain,
)
from training.hpo.search_space.parse_condition import read_conditions

FORMS = {
    "choice": "{type: choice, values: […]}",
    "uniform": "{type: uniform, min, max}",
    "loguniform": "{type: loguniform, min, max}",
    "quniform": "{type: quniform, min, max, step}",
    "int": "{type: int, min, max, step?}",
    "logint": "{type: logint, min, max}",
}
_MOST_STEPS = 10**12
_REQUIRED = {"choice": ("values",), "quniform": ("min", "max", "step")}
_OPTIONAL = {"int": ("step",), "logint": ("step",)}


def read_parameter(name: str, entry: Any) -> Parameter:
    """Understand one entry of a search space.

    Args:
        name: The parameter, for messages.
        entry: What was given for it; numbers may be text such as ``1e-5``, as PyYAML reads it. With
            `when`, the parameter is searched only where others have certain values.

    Raises:
        ConfigError: The entry has an unknown type, lacks a key, or has a value out of range.
    """
    place = f"search_space.{name}"
    kind = _kind(place, entry)
    _check_keys(place, kind, entry)
    parameter = _plain(place, kind, entry)
    conditions = read_conditions(place, entry.get("when"))
    return Conditional(parameter, conditions) if conditions else parameter


def _plain(place: str, kind: str, entry: Mapping[str, Any]) -> Plain:
    if kind == "choice":
        return Choice(_values(place, entry["values"]))
    if kind in ("int", "logint"):
        return _int_range(place, entry, log=kind == "logint")
    return _float_range(place, entry, log=kind == "loguniform")


def _kind(place: str, entry: Any) -> str:
    if not isinstance(entry, Mapping):
        raise ConfigError(
            f"`{place}` must be a mapping such as {FORMS['loguniform']}, not {entry!r}. A value "
            "that is not searched belongs into the training or model settings."
        )
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in FORMS:
        raise ConfigError(
            f"`{place}.type` must be one of {', '.join(FORMS)}, not {kind!r}."
            f"{_type_hint(kind, entry)}"
        )
    return kind


def _type_hint(kind: Any, entry: Mapping[str, Any]) -> str:
    if kind is None:
        form = FORMS["choice" if "values" in entry else "loguniform"]
        return missing_type_hint(entry) or f" The form is, for example, {form}."
    return type_hint(kind) or suggestion(str(kind), FORMS)


def _check_keys(place: str, kind: str, entry: Mapping[str, Any]) -> None:
    required = _REQUIRED.get(kind, ("min", "max"))
    allowed = ("type", *required, *_OPTIONAL.get(kind, ()), "when")
    for key in entry:
        if key not in allowed:
            raise ConfigError(
                f"unknown key `{place}.{key}`."
                f"{key_hint(str(key), kind) or suggestion(str(key), allowed)} "
                f"The form is {FORMS[kind]}."
            )
    for key in required:
        if entry.get(key) is None:
            raise ConfigError(f"`{place}.{key}` is missing. The form is {FORMS[kind]}.")


def _values(place: str, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, (list, tuple)) or not values:
        raise ConfigError(f"`{place}.values` must be a list of at least one value, not {values!r}.")
    for value in values:
        if not isinstance(value, (str, int, float, bool, type(None))):
            raise ConfigError(
                f"`{place}.values` may hold text, numbers, true, false and null, not {value!r}."
            )
    if len(set(values)) < len(values):
        raise ConfigError(
            f"`{place}.values` holds equal values: {list(values)!r}. Keep one of them."
        )
    return tuple(values)


def _float_range(place: str, entry: Mapping[str, Any], log: bool) -> FloatRange:
    low, high = (_number(f"{place}.{key}", entry[key]) for key in ("min", "max"))
    _check_order(place, low, high, log)
    if entry.get("step") is None:
        return FloatRange(low, high, log)
    step = _number(f"{place}.step", entry["step"])
    if step <= 0 or (high - low) / step > _MOST_STEPS:
        raise ConfigError(
            f"`{place}.step` must be a number > 0 that makes at most {_MOST_STEPS:,} steps "
            f"from min to max, not {entry['step']!r}."
        )
    return FloatRange(low, _last_reached(low, high, step), log, step)


def _int_range(place: str, entry: Mapping[str, Any], log: bool) -> IntRange:
    low, high = (_whole(f"{place}.{key}", entry[key]) for key in ("min", "max"))
    _check_order(place, low, high, log)
    step = 1 if entry.get("step") is None else _whole(f"{place}.step", entry["step"])
    if step < 1:
        raise ConfigError(f"`{place}.step` must be a whole number >= 1, not {step}.")
    if log and step != 1:
        raise ConfigError(
            f"`{place}.step` must be 1 for the type `logint`, not {step}; use the type `int` for "
            "steps."
        )
    return IntRange(low, low + (high - low) // step * step, log, step)


def _check_order(place: str, low: float, high: float, log: bool) -> None:
    if low > high:
        raise ConfigError(f"`{place}`: min {low:g} is above max {high:g}. Exchange them.")
    if log and low <= 0:
        raise ConfigError(
            f"`{place}.min` must be above 0 on a logarithmic scale, not {low:g}. Raise it, or use "
            "a type without `log`."
        )


def _last_reached(low: float, high: float, step: float) -> float:
    """Return the largest value up to `high` that whole steps reach, free of rounding errors."""
    first, last, distance = (Decimal(repr(value)) for value in (low, high, step))
    return float(first + (last - first) // distance * distance)


def _number(place: str, value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ConfigError(f"`{place}` must be a number, not {value!r}.")
    return number


def _whole(place: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"`{place}` must be a whole number, not {value!r}.")
    return value
