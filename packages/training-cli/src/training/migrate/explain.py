"""Explanation of an old path, of a warning, an ImportError or a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.errors import UserError, suggestion
from training.migrate.files.projects import distribution_of
from training.migrate.old_paths import PACKAGE, is_only_a_folder, last_rename, successor
from training.migrate.renames import RENAMES, Rename, rename_of, renames_below
from training.migrate.syntax.imports import imported

DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
NAMED_FROM = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")
NO_ATTRIBUTE = re.compile(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'")
STATEMENT = re.compile(r"\s*from\s+(?P<module>[\w.]+)\s+import\s+\(?\s*(?P<name>\w+)")


@dataclass(frozen=True)
class Explanation:
    """What became of one old path.

    Attributes:
        old: Old path.
        new: Its successor, or None for a package that only held others.
        distribution: Distribution that provides the new path.
        since: Release that added it.
        until: Release of legacy-shims that drops the old path, or None where it never had a shim.
        before: An import of the old path.
        after: The same on the new path.
        about: What else to know.
        below: What the old package held, if it went to several places.
    """

    old: str
    new: str | None
    distribution: str
    since: str
    until: str | None
    before: str
    after: str
    about: str
    below: tuple[tuple[str, str], ...]


def explain(text: str) -> Explanation:
    """Explain the old path that a text names.

    Args:
        text: An old path, a line of code, a warning or the message of an ImportError.

    Raises:
        UserError: It names no old path.
    """
    for path in _candidates(text):
        if successor(path) or is_only_a_folder(path):
            return _explanation(path)
    raise UserError(_unknown(text))


def is_old(path: str) -> bool:
    """Return whether a text is an old path, and nothing else."""
    return DOTTED.fullmatch(path) is not None and bool(successor(path) or is_only_a_folder(path))


def _candidates(text: str) -> Iterator[str]:
    """Yield the dotted paths of a text: what its form says, then the longest first."""
    for form in (NAMED_FROM, NO_ATTRIBUTE, STATEMENT):
        if found := form.search(text):
            yield f"{found['module']}.{found['name']}"
    yield from sorted(DOTTED.findall(text), key=lambda path: -path.count("."))


def _explanation(old: str) -> Explanation:
    new = successor(old)
    rename = rename_of(old) or renames_below(old)[0]
    origin = last_rename(old) or rename
    return Explanation(
        old=old,
        new=new,
        distribution=distribution_of(new or rename.new) or "training-core",
        since=origin.since,
        until=rename.removed_in if rename.served else None,
        before=_import(old),
        after=_import(new) if new else "",
        about=" ".join(rename.about.split()) if new else "",
        below=tuple(_below(old, rename)) if new is None or rename.split else (),
    )


def _below(old: str, rename: Rename) -> Iterator[tuple[str, str]]:
    known = renames_below(old)
    yield from ((one.old, one.new) for one in known)
    if old == rename.old:
        yield from ((f"{old}.{part}", f"{rename.new}.{part}") for part in rename.parts)


def _import(path: str) -> str:
    return imported(path, path.rpartition(".")[2])


def _unknown(text: str) -> str:
    paths = DOTTED.findall(text)
    known = [rename.old for rename in RENAMES if rename.served]
    current = [path for path in paths if path.startswith(f"{PACKAGE}.")]
    if current:
        return f"`{current[0]}` is no old path: nothing by that name has moved."
    return (
        f"`{text}` names no old path. Give a dotted path such as `{known[0]}`, a code such as "
        f"`TM001`, or the message of a warning or ImportError.{suggestion(text, known)}"
    )
