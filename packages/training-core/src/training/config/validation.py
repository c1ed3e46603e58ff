"""Validate merged values, and say what is wrong in the words of the person who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from training.config.layers.layer import Layer, value_at
from training.config.origin import KeyPath, dotted
from training.config.problems import Problem
from training.config.redaction import HIDDEN, is_secret_key
from training.config.schema.keys import keys_by_name
from training.config.schema.section import Section
from training.config.wording import brief, choices, type_words, value_words
from training.errors import nearest, suggestion

_SAID_BY_TYPE = frozenset(
    {
        "bool_parsing",
        "bool_type",
        "dict_type",
        "enum",
        "finite_number",
        "float_parsing",
        "float_type",
        "greater_than",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_parsing_size",
        "int_type",
        "less_than",
        "less_than_equal",
        "list_type",
        "literal_error",
        "mapping_type",
        "model_attributes_type",
        "model_type",
        "multiple_of",
        "none_required",
        "path_type",
        "set_type",
        "string_pattern_mismatch",
        "string_sub_type",
        "string_too_long",
        "string_too_short",
        "string_type",
        "too_long",
        "too_short",
        "tuple_type",
    }
)
"""Errors of pydantic that are fully explained by what the key accepts."""

CHOOSERS = ("backbone", "reader", "launcher")
"""Keys that choose which further keys their section has."""

Checked = TypeVar("Checked", bound=Section)


class _Accepted(NamedTuple):
    annotation: Any
    metadata: tuple[Any, ...] = ()


def validate(schema: type[Checked], layer: Layer) -> Checked | list[Problem]:
    """Build the configuration, or list everything that keeps it from being built.

    Values are taken as they were written: text is no number, a number is neither true nor false.
    """
    try:
        # JSON is validated strictly and still lets text become a path and a list a tuple.
        content = to_json(layer.values, inf_nan_mode="constants")
        return schema.model_validate_json(content, strict=True)
    except ValidationError as error:
        by_path: dict[KeyPath, list[ErrorDetails]] = {}
        for details in error.errors(include_url=False):
            by_path.setdefault(_key_path(details, layer.values), []).append(details)
        return [_problem(schema, layer, path, found) for path, found in by_path.items()]


def _key_path(details: ErrorDetails, values: Any) -> KeyPath:
    path: KeyPath = ()
    missing = object()
    for part in details["loc"]:
        part = part if isinstance(value_at(values, path), list) else str(part)
        if value_at(values, (*path, part), missing) is missing:
            return (*path, part) if details["type"] == "missing" else path
        path = (*path, part)
    return path


def _problem(
    schema: type[Section], layer: Layer, path: KeyPath, found: list[ErrorDetails]
) -> Problem:
    place = str(layer.origin(path) or "configuration")
    details = found[0]
    value = value_at(layer.values, path)
    if path and is_secret_key(str(path[-1])) and not isinstance(value, Mapping):
        value = HIDDEN
    if details["type"] == "extra_forbidden":
        return Problem(place, _unknown_key(schema, path, value), path, unknown_key=True)
    accepted = _accepted(_Accepted(schema), path)
    if details["type"] == "missing":
        chosen = _choice_beside(layer, path)
        place = str(layer.origin(chosen) or place) if chosen else place
        return Problem(place, _required(path, accepted, layer, chosen), path)
    if accepted is None or any(not _is_said_by_type(error) for error in found):
        return Problem(place, _in_pydantic_words(path, value, found), path)
    advice = _quoting(layer, path, value, accepted)
    return Problem(place, _refused(path, value, accepted) + advice, path)


def _is_said_by_type(details: ErrorDetails) -> bool:
    return details["type"] in _SAID_BY_TYPE and details["loc"][-1:] != ("[key]",)


def _unknown_key(schema: type[Section], path: KeyPath, value: Any) -> str:
    parent = _section_at(schema, path[:-1])
    allowed = list(parent.model_fields) if parent else []
    home = f"in `{dotted(path[:-1])}`" if path[:-1] else "at the top level"
    hint = _key_meant(schema, str(path[-1]), allowed)
    given = "a mapping" if isinstance(value, Mapping) else f"value {brief(value)}"
    listed = ", ".join(allowed) or "no keys"
    return f"unknown key `{dotted(path)}` ({given}).{hint} Allowed {home}: {listed}."


def _key_meant(schema: type[Section], name: str, allowed: Sequence[str]) -> str:
    """Return the key that a name stands for, here or in another section, as a question."""
    named = keys_by_name(schema)
    meant = named.get(name.replace("-", "_").lower())
    if meant is not None:
        return f" Did you mean `{meant}`?"
    near = nearest(name, named)
    return suggestion(name, allowed) or (f" Did you mean `{named[near]}`?" if near else "")


def _choice_beside(layer: Layer, path: KeyPath) -> KeyPath | None:
    """Return the key that chose which keys the section of a key has, if it was set."""
    beside = ((*path[:-1], name) for name in CHOOSERS)
    return next((one for one in beside if isinstance(value_at(layer.values, one), str)), None)


def _required(
    path: KeyPath, accepted: _Accepted | None, layer: Layer, chosen: KeyPath | None
) -> str:
    words = type_words(*accepted) if accepted else "a value"
    why = f" (`{dotted(chosen)}` is {value_at(layer.values, chosen)})" if chosen else ""
    return f"`{dotted(path)}` is required{why} and was not given; it must be {words}."


def _refused(path: KeyPath, value: Any, accepted: _Accepted) -> str:
    hint = (
        suggestion(value, map(str, choices(accepted.annotation))) if isinstance(value, str) else ""
    )
    return f"`{dotted(path)}` must be {type_words(*accepted)}, not {value_words(value)}.{hint}"


def _quoting(layer: Layer, path: KeyPath, value: Any, accepted: _Accepted) -> str:
    """Return the advice to quote what YAML read as true or false where text belongs."""
    if "text" not in type_words(*accepted) and not choices(accepted.annotation):
        return ""
    origin = layer.origins.get(path)
    written = origin.written if origin is not None else None
    if written is None or not isinstance(value, bool) or written == brief(value):
        return ""
    return f' `{written}` without quotes means {brief(value)}; write "{written}" for text.'


def _in_pydantic_words(path: KeyPath, value: Any, found: list[ErrorDetails]) -> str:
    reasons = "; ".join(dict.fromkeys(_reason(details) for details in found)).rstrip(".")
    given = "the values given" if isinstance(value, Mapping) else value_words(value)
    name = f"`{dotted(path)}`" if path else "the configuration"
    return f"{name} cannot be {given}: {reasons}."


def _reason(details: ErrorDetails) -> str:
    error = details.get("ctx", {}).get("error")
    return str(error or details["msg"])


def _section_at(schema: type[Section], path: KeyPath) -> type[Section] | None:
    accepted = _accepted(_Accepted(schema), path)
    parts = _alternatives(accepted.annotation) if accepted else []
    return next((part for part in parts if _is_section(part)), None)


def _accepted(accepted: _Accepted, path: KeyPath) -> _Accepted | None:
    if not path:
        return accepted
    inner = (_inside(part, path[0]) for part in _alternatives(accepted.annotation))
    below = (_accepted(found, path[1:]) for found in inner if found is not None)
    return next((found for found in below if found is not None), None)


def _inside(annotation: Any, key: str | int) -> _Accepted | None:
    if _is_section(annotation):
        field = annotation.model_fields.get(key)
        return _Accepted(field.annotation, tuple(field.metadata)) if field else None
    arguments = get_args(annotation)
    if not arguments:
        return None
    positional = get_origin(annotation) is tuple and Ellipsis not in arguments
    if positional and isinstance(key, int):
        return _Accepted(arguments[key]) if key < len(arguments) else None
    return _Accepted(arguments[0] if isinstance(key, int) else arguments[-1])


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [found for part in get_args(annotation) for found in _alternatives(part)]
    return [annotation]


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and hasattr(annotation, "model_fields")
