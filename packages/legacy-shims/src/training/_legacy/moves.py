"""Where an old path that is served went, and until when it works.

The table is a copy of `training.cli.migrate.rename_table`, less what a running program never asks.
A program on old paths pays for it at every start, and making the original takes longer than all the
rest of a shim.
"""

from __future__ import annotations

from training._legacy.table import MOVES
from training._legacy.table import SPLIT


def new_path(old: str) -> str | None:
    """Return the new dotted path of an old one, or None if it never moved.

    Args:
        old: Dotted path of a module, or of a name in a module.
    """
    entry = _entry(old)
    return MOVES[entry][0] + old[len(entry) :] if entry else None


def removed_in(old: str) -> str:
    """Return the release of legacy-shims that drops an old path.

    Raises:
        KeyError: The path never moved.
    """
    return MOVES[_entry(old)][1]


def is_listed(path: str) -> bool:
    """Tell whether the table has a line for just this path, not for a package that it is in."""
    return path in MOVES


def is_split(path: str) -> bool:
    """Tell whether an old path was a package whose modules went to different places."""
    return path in SPLIT


def old_paths() -> tuple[str, ...]:
    """Return the old paths of the table."""
    return tuple(MOVES)


def old_paths_below(package: str) -> tuple[str, ...]:
    """Return the old paths of the table that were below a package."""
    head = f"{package}."
    return tuple(old for old in MOVES if old.startswith(head))


def _entry(path: str) -> str:
    """Return the longest old path of the table that covers a path, or an empty text."""
    while path and path not in MOVES:
        path = path.rpartition(".")[0]
    return path
