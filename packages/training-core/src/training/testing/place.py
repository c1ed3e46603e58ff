"""The file and line of the code of a plugin, for reports."""

from __future__ import annotations

import inspect
from pathlib import Path


def place_of(thing: object, member: str | None = None) -> str:
    """Return ``file:line`` of a class or function, or of one of its methods.

    Args:
        thing: The class, function or module; of an instance, its class is meant.
        member: Name of a method or attribute; where it is inherited from is named.

    Returns:
        The place relative to the working directory where it is below it; the name of the thing
        where it has no source.
    """
    if member is not None:
        return _member_place(thing, member)
    found = thing if inspect.isclass(thing) or inspect.isroutine(thing) else type(thing)
    try:
        file, (_, line) = inspect.getsourcefile(found), inspect.getsourcelines(found)
    except (OSError, TypeError):
        return getattr(found, "__qualname__", repr(found))
    return f"{_shown(file)}:{max(1, line)}"


def _member_place(thing: object, member: str) -> str:
    kind = thing if inspect.isclass(thing) else type(thing)
    owner = next((one for one in kind.__mro__ if member in vars(one)), kind)
    if _is_ours(owner) and not _is_ours(kind):
        return place_of(kind)
    found = _function(vars(owner).get(member))
    if inspect.isroutine(found):
        return place_of(inspect.unwrap(found))
    line = _line_of_attribute(owner, member)
    return place_of(owner) if line is None else line


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("training.")


def _function(member: object) -> object:
    return getattr(member, "__func__", getattr(member, "fget", member))


def _line_of_attribute(owner: type, name: str) -> str | None:
    """Return where a class assigns or annotates an attribute."""
    try:
        lines, start = inspect.getsourcelines(owner)
    except (OSError, TypeError):
        return None
    for offset, text in enumerate(lines):
        words = text.strip()
        if words.startswith(name) and words[len(name) :].lstrip()[:1] in (":", "="):
            return f"{_shown(inspect.getsourcefile(owner))}:{start + offset}"
    return None


def _shown(file: str | None) -> str:
    path = Path(file or "?")
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
