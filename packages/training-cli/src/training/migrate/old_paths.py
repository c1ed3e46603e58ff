"""Old dotted paths: their successors, and how to find them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from training.migrate.edits import Edit
from training.migrate.renames import RENAMES, Rename, new_path, rename_of, renames_below

PACKAGE = "training"
SHIMS = "legacy-shims"
INTERNALS = "training._legacy"
SETTLED = 8


def successor(path: str) -> str | None:
    """Return where a dotted path ends up, or None when it never moved.

    A path that moved more than once (``src.training.trainer``) is followed to the end.
    """
    found = None
    for _ in range(SETTLED):
        following = new_path(found or path)
        if following is None or following == (found or path):
            break
        found = following
    return found


def new_module(path: str) -> str:
    """Return the module to import for what is now at the successor of an old path.

    It is the module or package that the path was renamed to, as far as the table knows it.
    """
    rename = last_rename(path)
    assert rename is not None, f"{path} never moved"
    return rename.new.rpartition(".")[0] if rename.kind == "name" else rename.new


def last_rename(path: str) -> Rename | None:
    """Return the rename that decides where `path` ends up."""
    found = rename_of(path)
    for _ in range(SETTLED):
        following = rename_of(found.apply(path)) if found else None
        if found is None or following is None:
            break
        path, found = found.apply(path), following
    return found


def is_only_a_folder(path: str) -> bool:
    """Return whether a package such as ``orchestration.jobs`` exists to hold old paths only.

    It has no successor of its own, and goes with legacy-shims.
    """
    if path.partition(".")[0] == PACKAGE or successor(path):
        return False
    return any(rename.served for rename in renames_below(path))


def is_specific(path: str) -> bool:
    """Return whether a text that reads `path` can hardly be anything but an old path.

    ``hpo.sampler`` may well be a configuration key; ``hpo.core.study`` names a known package and
    something in it.
    """
    rename = rename_of(path)
    if rename is None or path.count(".") < 2:
        return False
    below = path.removeprefix(f"{rename.old}.")
    return "." in rename.old or any(f"{below}.".startswith(f"{part}.") for part in rename.parts)


@cache
def roots() -> frozenset[str]:
    """Return the first components of all old paths."""
    return frozenset(rename.old.partition(".")[0] for rename in RENAMES)


@cache
def dotted() -> str:
    """Return the pattern of a dotted path that begins like an old one."""
    alternatives = "|".join(sorted(map(re.escape, roots())))
    behind = r"(?![\w\-/]|\\(?![nrt\"'\s])|\.[^\W\d])"
    return rf"(?<![\w.\-/\\$])(?:{alternatives})(?:\.[^\W\d]\w*)*{behind}"


def occurrences(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each match whose group ``path`` is an old path, with its successor."""
    for found in pattern.finditer(text):
        new = successor(found["path"])
        if new is not None:
            yield found, new


def path_edit(start: int, old: str, new: str) -> Edit:
    """Return the shortest edit that turns `old`, which stands at `start`, into `new`."""
    before, after = old.split("."), new.split(".")
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return Edit(start, start + len(".".join(before)), ".".join(after))
