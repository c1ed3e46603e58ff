"""Update the index with the directories, looking only at what can have changed.

A record is replaced by a rename in its directory, and a run is added or removed in the directory
around it. So the modification time of a directory tells of both. A completed run is never written
to again; it is looked at no more unless it can hold other runs.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.core.runs.directory import COMPLETED, RECORD
from training.core.runs.index.database import put_folder, put_rows, watched_folders
from training.core.runs.index.row import RunRow, damaged_row, read_row

logger = logging.getLogger("training")

HOLDS_RUNS = ("sweep", "trial")
NOT_RUNS = ("checkpoint", "checkpoints")
SETTLED_AFTER_NS = 2_000_000_000
"""A directory that changed more recently may change again without another modification time."""
UNSETTLED = -1


def refresh(connection: sqlite3.Connection, root: Path) -> None:
    """Read the records that are new or have changed, and forget those that are gone."""
    pending = list(_changed(connection, root))
    if not pending:
        return
    connection.execute("BEGIN IMMEDIATE")
    while pending:
        pending = [one for directory in pending for one in _look_at(connection, root, directory)]
    connection.execute("COMMIT")


def _changed(connection: sqlite3.Connection, root: Path) -> Iterator[str]:
    for directory, changed in {"": UNSETTLED, **watched_folders(connection)}.items():
        if _modified(root / directory) != changed:
            yield directory


def _look_at(connection: sqlite3.Connection, root: Path, directory: str) -> list[str]:
    """Index a directory, and return the directories in it that are not known yet."""
    changed = _modified(root / directory)
    if changed is None:
        _forget(connection, directory)
        return []
    row = _row(root, directory)
    if row is not None:
        put_rows(connection, [row])
    holds = _holds_runs(directory, row)
    is_settled = time.time_ns() - changed > SETTLED_AFTER_NS
    is_watched = holds or row is None or row.status != COMPLETED
    put_folder(connection, directory, changed if is_settled else UNSETTLED, is_watched)
    return _new_folders(connection, root, directory) if holds else []


def _row(root: Path, directory: str) -> RunRow | None:
    is_run = directory and (root / directory / RECORD).is_file()
    return read_row(root / directory, directory) if is_run else None


def _holds_runs(directory: str, row: RunRow | None) -> bool:
    """Return whether to look for runs in it: in the root, sweeps, trials and folders of theirs."""
    if row is None:
        return directory == "" or "/" in directory
    return row.kind in HOLDS_RUNS


def _new_folders(connection: sqlite3.Connection, root: Path, directory: str) -> list[str]:
    """Return the folders directly in a directory that are not known, and forget the lost ones."""
    prefix = f"{directory}/" if directory else ""
    names = _folders_in(root / directory)
    present = {f"{prefix}{name}" for name in names if _is_text(name)}
    nameless = {f"{prefix}{_escaped(name)}" for name in names if not _is_text(name)}
    known = _known_below(connection, directory)
    for gone in known - present - nameless:
        _forget(connection, gone)
    _put_nameless(connection, nameless - known)
    return sorted(present - known)


def _put_nameless(connection: sqlite3.Connection, directories: Iterable[str]) -> None:
    """List folders whose names are no text as damaged, with the odd bytes escaped.

    Neither the database nor a terminal can hold such a name; nothing in the folder is looked at.
    """
    for directory in directories:
        logger.warning("%s: the name of this folder is not UTF-8; rename it", directory)
        put_rows(connection, [damaged_row(directory)])
        put_folder(connection, directory, 0, is_watched=False)


def _is_text(name: str) -> bool:
    return name.isprintable() or _escaped(name) == name


def _escaped(name: str) -> str:
    """Return a name in which bytes that are not UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _folders_in(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [one.name for one in entries if one.is_dir() and _may_hold_runs(one.name)]


def _may_hold_runs(name: str) -> bool:
    return not name.startswith(".") and name not in NOT_RUNS


def _known_below(connection: sqlite3.Connection, directory: str) -> set[str]:
    """Return the known directories whose parent is `directory`."""
    first = f"{directory}/" if directory else ""
    rows = connection.execute(
        "SELECT directory FROM folders WHERE directory > ? AND directory < ?",
        (first, f"{directory}0" if directory else "\U0010ffff"),
    )
    return {one for (one,) in rows if "/" not in one[len(first) :]}


def _forget(connection: sqlite3.Connection, directory: str) -> None:
    for table in ("runs", "folders"):
        connection.execute(
            f"DELETE FROM {table} WHERE directory = ? OR (directory > ? AND directory < ?)",
            (directory, f"{directory}/", f"{directory}0"),
        )


def _modified(folder: Path) -> int | None:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None
