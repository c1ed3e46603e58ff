"""Ask the index of a folder of runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from training.core.runs.directory import require_folder_of_runs
from training.core.runs.index.database import (
    COLUMNS,
    checked_row,
    delete_index,
    index_in_memory,
    is_hindered,
    open_index,
)
from training.core.runs.index.query import SORT_KEYS, RunQuery, require_metric
from training.core.runs.index.refresh import refresh
from training.core.runs.index.row import RunRow
from training.core.runs.liveness import live_status

Answer = TypeVar("Answer")
ATTEMPTS = 2
"""A damaged index is made anew once; where that does not help, one in memory is asked."""
_METRICS = "SELECT DISTINCT key FROM runs, json_each(runs.numbers)"


def find_runs(root: Path, query: RunQuery) -> list[RunRow]:
    """Return the runs in a folder and in its sweeps that a query asks for.

    A run whose record says ``running`` and on which nobody works any more is ``stopped``.

    Args:
        root: Folder of run directories.
        query: Which ones, in which order.

    Raises:
        RunError: There is no such folder, or a number is asked for that no run has.
    """

    def ask(connection: sqlite3.Connection) -> list[RunRow]:
        statement, parameters = query.statement()
        rows = list(map(checked_row, connection.execute(statement, parameters)))
        _require_metrics(connection, query, rows)
        return rows

    rows = [_alive(row, root) for row in _answer(root, ask)]
    if not query.looks_at_processes:
        return rows
    return [row for row in rows if row.status in query.statuses][: query.limit]


def run_with_id(root: Path, run_id: str) -> Path | None:
    """Return the directory of a run anywhere below a folder; None when it is not there.

    Raises:
        RunError: There is no such folder.
    """

    def ask(connection: sqlite3.Connection) -> Path | None:
        statement = f"SELECT {', '.join(COLUMNS)} FROM runs WHERE id = ?"
        found = connection.execute(statement, (run_id,)).fetchone()
        return None if found is None else root / checked_row(found).directory

    return _answer(root, ask)


def _alive(row: RunRow, root: Path) -> RunRow:
    status = live_status(root / row.directory, row.kind, row.status)
    return row if status == row.status else row._replace(status=status)


def _answer(root: Path, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Ask the index on the disk; where it cannot be written or is in use, one made for this."""
    require_folder_of_runs(root)
    for _ in range(ATTEMPTS):
        try:
            with closing(open_index(root)) as connection:
                return _refreshed(connection, root, ask)
        except sqlite3.OperationalError as error:
            if is_hindered(error):
                break
            delete_index(root)
        except sqlite3.DatabaseError:
            delete_index(root)
    with closing(index_in_memory()) as connection:
        return _refreshed(connection, root, ask)


def _refreshed(
    connection: sqlite3.Connection, root: Path, ask: Callable[[sqlite3.Connection], Answer]
) -> Answer:
    refresh(connection, root)
    return ask(connection)


def _require_metrics(
    connection: sqlite3.Connection, query: RunQuery, rows: Sequence[RunRow]
) -> None:
    """Look at every run for the numbers that are asked for, unless the first row has them."""
    asked = _asks_metrics(query)
    first = rows[0].metrics if rows else {}
    missing = [name for name in asked if name not in first and f"validation.{name}" not in first]
    known = [key for (key,) in connection.execute(_METRICS)] if missing else []
    for name in missing:
        require_metric(name, known)


def _asks_metrics(query: RunQuery) -> list[str]:
    names = [query.sort, *(bound.metric for bound in query.bounds)]
    return [name for name in names if name not in SORT_KEYS]
