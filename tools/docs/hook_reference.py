"""The reference of all hooks, from their specifications."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from tools.docs.docstrings import sections_of
from training.core.plugins.discovery import HOOKSPECS, installed_sources
from training.core.plugins.markers import PROJECT

FACTS = ("When", "Where", "May change", "If it raises")
"""Sections that the docstring of every hook has."""


def hook_reference() -> str:
    """Return a heading for each specifying module and, below it, one for each of its hooks."""
    parts = [part for module in _modules() for part in _module_parts(module)]
    return "\n\n".join(parts) + "\n"


def hooks_of(module: ModuleType) -> list[Callable[..., Any]]:
    """Return the hook specifications of a module in the order of its source."""
    return [one for one in vars(module).values() if hasattr(one, f"{PROJECT}_spec")]


def signature_of(hook: Callable[..., Any]) -> str:
    """Return name and signature, with annotations as in the source."""
    return f"{hook.__name__}{inspect.signature(hook)}".replace("'", "")


def _modules() -> list[ModuleType]:
    return [one.entry_point.load() for one in installed_sources(HOOKSPECS) if one.built_in]


def _module_parts(module: ModuleType) -> Iterator[str]:
    about = sections_of(module.__doc__)
    yield f"## `{module.__name__}`"
    yield "\n\n".join(filter(None, [about.summary, about.body]))
    for hook in hooks_of(module):
        yield _hook_part(hook)


def _hook_part(hook: Callable[..., Any]) -> str:
    about = sections_of(hook.__doc__)
    facts = "\n".join(f"- **{name}**: {_one_line(about.sections[name])}" for name in FACTS)
    parts = [f"### `{signature_of(hook)}`", about.summary, about.body, facts]
    parts += [_arguments(about.sections.get("Args", "")), about.sections["Example"]]
    return "\n\n".join(filter(None, parts))


def _arguments(text: str) -> str:
    """Return the entries of an `Args` section as a list; their further lines are indented."""
    joined = text.replace("\n    ", " ")
    pairs = [line.split(": ", 1) for line in joined.splitlines()]
    return "\n".join(f"- `{name}`: {meaning}" for name, meaning in pairs)


def _one_line(text: str) -> str:
    return " ".join(text.split())
