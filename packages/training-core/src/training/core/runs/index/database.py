"""The file of the index: an SQLite database that holds nothing but what the records say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from training.core.runs.index.row import RunRow

FILE = ".index/runs.sqlite"
"""In a folder of its own: files that SQLite makes beside it must not touch the folder of runs."""
VERSION = 4
SECONDS = 10.0
COLUMNS = (*RunRow._fields, "seal")
_HINDRANCES = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_SCHEMA = f"""
CREATE TABLE runs (
    directory TEXT PRIMARY KEY, id TEXT, kind TEXT, status TEXT, name TEXT, created TEXT,
    seconds REAL, metric TEXT, score REAL, numbers TEXT, seal INTEGER
) WITHOUT ROWID;
CREATE INDEX runs_created ON runs (created, directory);
CREATE INDEX runs_id ON runs (id);
CREATE TABLE folders (
    directory TEXT PRIMARY KEY, changed INTEGER, is_watched INTEGER, seal INTEGER
) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""


def open_index(root: Path) -> sqlite3.Connection:
    """Open the index of a folder of runs; made when it is missing, made anew when it is damaged.

    Raises:
        sqlite3.OperationalError: No file can be written or locked there.
    """
    path = root / FILE
    try:
        path.parent.mkdir(exist_ok=True)
        _require_own(path)
        return _opened(path)
    except OSError as error:
        raise sqlite3.OperationalError(str(error)) from error
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        delete_index(root)
        return _opened(path)


def delete_index(root: Path) -> None:
    """Remove the index of a folder of runs, if possible; the next question makes it anew."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            (root / f"{FILE}{suffix}").unlink()


def is_hindered(error: sqlite3.OperationalError) -> bool:
    """Return whether an index is in use or on a disk that refuses, and not damaged."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _HINDRANCES


def index_in_memory() -> sqlite3.Connection:
    """Return an empty index that is kept nowhere."""
    return _prepared(sqlite3.connect(":memory:"))


def put_rows(connection: sqlite3.Connection, rows: Iterable[RunRow]) -> None:
    """Write rows; each replaces an earlier one of the same directory."""
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT OR REPLACE INTO runs ({', '.join(COLUMNS)}) VALUES ({marks})"
    connection.executemany(statement, ((*row, _seal(row)) for row in rows))


def put_folder(
    connection: sqlite3.Connection, directory: str, changed: int, is_watched: bool
) -> None:
    """Write what is known of a folder; it replaces what was known.

    Args:
        connection: The index.
        directory: The folder, relative to the folder of runs.
        changed: Its modification time in nanoseconds, or another number to look at it again.
        is_watched: Whether something in it may change yet.
    """
    row = (directory, changed, int(is_watched), _folder_seal(directory, changed, is_watched))
    connection.execute("INSERT OR REPLACE INTO folders VALUES (?, ?, ?, ?)", row)


def watched_folders(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the modification times of the folders in which something may change yet.

    Raises:
        sqlite3.DatabaseError: A row is not as it was written.
    """
    rows = connection.execute(
        "SELECT directory, changed, is_watched, seal FROM folders "
        "WHERE is_watched IS NOT 0 OR seal & 1 OR typeof(seal) != 'integer'"
    ).fetchall()
    for directory, changed, is_watched, seal in rows:
        if is_watched != 1 or seal != _folder_seal(directory, changed, is_watched):
            raise sqlite3.DatabaseError(f"the row of the folder {directory!r} is damaged")
    return {directory: changed for directory, changed, _, _ in rows}


def checked_row(values: tuple[Any, ...]) -> RunRow:
    """Return the row of what stands in `COLUMNS`.

    Raises:
        sqlite3.DatabaseError: It is not as it was written.
    """
    row = RunRow._make(values[:-1])
    if values[-1] != _seal(row):
        raise sqlite3.DatabaseError(f"the row of {row.directory} is damaged")
    return row


def _seal(row: RunRow) -> int:
    return crc32(repr(tuple(row)).encode("utf-8", "backslashreplace"))


def _folder_seal(directory: str, changed: int, is_watched: bool) -> int:
    """Return a checksum whose lowest bit is `is_watched`: one wrong there is selected, too."""
    content = crc32(repr((directory, changed)).encode("utf-8", "backslashreplace"))
    return content * 2 + int(is_watched)


def _require_own(path: Path) -> None:
    """Write through no link: what it leads to belongs to somebody else.

    Raises:
        OSError: The folder is one. A file that is one is removed.
    """
    if path.parent.is_symlink():
        raise OSError(f"{path.parent} is a symbolic link")
    if path.is_symlink():
        path.unlink()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=SECONDS)
    try:
        return _prepared(connection)
    except BaseException:
        connection.close()
        raise


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = OFF")
    if _version(connection) != VERSION:
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection) != VERSION:
            _create_tables(connection)
        connection.execute("COMMIT")
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _create_tables(connection: sqlite3.Connection) -> None:
    for table in ("runs", "folders"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in filter(str.strip, _SCHEMA.split(";")):
        connection.execute(statement)
