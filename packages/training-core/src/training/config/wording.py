"""Say in plain words what a key accepts and what it was given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from training.config.redaction import redacted

LONGEST = 60
_PLAIN: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text",
    Path: "a path",
    NoneType: "null",
    Any: "any value",
}
_COLLECTIONS = ((Mapping, "a mapping"), (Sequence, "a list"), (Iterable, "a list"))
_LIMITS = (("ge", ">="), ("gt", ">"), ("le", "<="), ("lt", "<"), ("multiple_of", "a multiple of"))


@dataclass(frozen=True)
class Accepts:
    """What a text field accepts, in words: for fields with a pattern, which says it to nobody.

    Example:
        ``device: Annotated[str, Accepts("`cpu` or `cuda`")] = Field(pattern="^(cpu|cuda)$")``
    """

    words: str


def _said_words(said: Accepts, arguments: tuple[Any, ...]) -> str:
    return f"{said.words}, or null" if NoneType in arguments else said.words


def field_words(field: FieldInfo) -> str:
    """Return what a field accepts, for example ``a whole number >= 1, or null``."""
    return type_words(field.annotation, field.metadata)


def type_words(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """Return what an annotation accepts.

    Args:
        annotation: Type, as in the annotation of a field.
        metadata: Limits that hold for it, as pydantic keeps them.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    said = next((item for item in metadata if isinstance(item, Accepts)), None)
    if said is not None:
        return _said_words(said, arguments)
    if origin is Annotated:
        return type_words(arguments[0], [*metadata, *_flat(arguments[1:])])
    if origin in (Union, UnionType):
        return _union_words(arguments, metadata)
    if choices(annotation):
        return _choice_words(choices(annotation))
    if annotation in _PLAIN:
        return _PLAIN[annotation] + _limit_words(metadata)
    return _collection_words(origin or annotation, arguments) + _size_words(metadata)


def choices(annotation: Any) -> tuple[Any, ...]:
    """Return the values that a `Literal` or an enumeration, alone or in a union, lists."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(member.value for member in annotation)
    if get_origin(annotation) in (Union, UnionType):
        return tuple(choice for part in get_args(annotation) for choice in choices(part))
    return ()


def value_words(value: Any) -> str:
    """Return a given value for a message.

    Text is distinguished from numbers and from true/false.
    """
    if isinstance(value, str):
        return f"the text {brief(value)}"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return f"the list {brief(value)}"
    return brief(value)


def brief(value: Any) -> str:
    """Return a value as JSON in at most 60 characters, without secrets; text stands in quotes."""
    text = redacted(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _union_words(arguments: tuple[Any, ...], metadata: Sequence[Any]) -> str:
    accepted = [type_words(part, metadata) for part in arguments if part is not NoneType]
    words = " or ".join(accepted)
    return f"{words}, or null" if NoneType in arguments else words


def _choice_words(values: tuple[Any, ...]) -> str:
    listed = ", ".join(f"`{value}`" for value in values)
    return listed if len(values) == 1 else f"one of {listed}"


def _collection_words(kind: Any, arguments: tuple[Any, ...]) -> str:
    if not isinstance(kind, type):
        return "a value"
    if issubclass(kind, BaseModel):
        return "a mapping of keys"
    for base, words in _COLLECTIONS:
        if issubclass(kind, base):
            inner = [type_words(part) for part in arguments if part is not Ellipsis]
            return f"{words} of {' to '.join(inner)}" if inner else words
    return f"a {kind.__name__}"


def _limit_words(metadata: Sequence[Any]) -> str:
    limits = [
        f"{sign} {_number(getattr(item, name))}"
        for item in metadata
        for name, sign in _LIMITS
        if getattr(item, name, None) is not None
    ]
    patterns = [item.pattern for item in metadata if getattr(item, "pattern", None)]
    matching = "".join(f" that matches `{pattern}`" for pattern in patterns)
    return (f" {' and '.join(limits)}" if limits else "") + matching + _size_words(metadata)


def _size_words(metadata: Sequence[Any]) -> str:
    sizes = [
        f"{words} {getattr(item, name)}"
        for item in metadata
        for name, words in (("min_length", "at least"), ("max_length", "at most"))
        if getattr(item, name, None) is not None
    ]
    return f" (length {', '.join(sizes)})" if sizes else ""


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _flat(metadata: Iterable[Any]) -> list[Any]:
    groups = (item.metadata if isinstance(item, FieldInfo) else [item] for item in metadata)
    return [item for group in groups for item in group]
