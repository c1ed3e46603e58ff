"""A section with an inner section for each chosen provider, such as `logging.<tracker>`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import Field, create_model

from training.config import Section
from training.config.layers.named_list import key_of


def named_sections(options: Iterable[tuple[str, type[Section]]]) -> type[Section]:
    """Return a section with these keys, each a section itself; without any, the empty one.

    The same keys give the same class, so that equal configurations compare equal.
    """
    return _section(tuple(options))


def options_by_name(options: Iterable[tuple[str, type[Section]]]) -> type[Section]:
    """Return the section of what a list names, in its order: the options of each below its key."""
    return named_sections((key_of(name), one) for name, one in options)


@cache
def _section(options: tuple[tuple[str, type[Section]], ...]) -> type[Section]:
    if not options:
        return Section
    fields: dict[str, Any] = {
        key: (one, Field(default_factory=one, description=_summary(one))) for key, one in options
    }
    return create_model("NamedSections", __base__=Section, **fields)


def _summary(options: type[Section]) -> str:
    return (options.__doc__ or "").strip().partition("\n")[0]
