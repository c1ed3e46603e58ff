"""Open the database of a study."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from training._garbage import paused_collection
from training.config.origin import shown_path
from training.config.redaction import redacted
from training.core.runs.directory import RECORD
from training.errors import missing_extra
from training.hpo.exceptions import DiskRefusedError, StudyLoadError
from training.hpo.storage.address import shown_address

if TYPE_CHECKING:
    from optuna.storages import RDBStorage
    from sqlalchemy import URL

T = TypeVar("T")

LOCK_SECONDS = 60
"""How long a SQLite file that another process is writing is waited for."""
CONNECT_SECONDS = 10
PATIENCE_SECONDS = 60.0
"""How long a database that went away is waited for while a sweep runs."""
_ATTEMPTS = 5


def open_database(url: URL) -> RDBStorage:
    """Return Optuna's storage in a database, whose tables are made if need be.

    A SQLite file is written ahead (WAL): a process that is killed leaves no half of a change, and
    readers never wait.

    Raises:
        StudyLoadError: The database does not answer, or is none of Optuna's.
        MissingExtraError: psycopg is not installed.
    """
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    _require_driver(url)
    try:
        return _opened(url)
    except DBAPIError as error:
        _require_writable(url, error)
        raise StudyLoadError(_silent(url, error.orig or error)) from error
    except (SQLAlchemyError, OptunaError, sqlite3.Error, RuntimeError, OSError) as error:
        _require_writable(url, error)
        raise StudyLoadError(_silent(url, error)) from error


def _opened(url: URL) -> RDBStorage:
    """Open it; tables that another process is just making are waited for."""
    from sqlalchemy.exc import IntegrityError, ProgrammingError

    if url.drivername == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(_ATTEMPTS):
        try:
            return _storage(url)
        except (IntegrityError, ProgrammingError):
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0.1, 0.5))
    raise AssertionError("the last attempt returns or raises")


def _storage(url: URL) -> RDBStorage:
    from optuna.storages import RDBStorage
    from sqlalchemy import event

    is_file = url.drivername == "sqlite"
    options: dict[str, Any] = (
        {"connect_args": {"timeout": LOCK_SECONDS}}
        if is_file
        else {"connect_args": {"connect_timeout": CONNECT_SECONDS}, "pool_pre_ping": True}
    )
    if is_file:
        _write_ahead(str(url.database))
    with paused_collection():
        storage = RDBStorage(url.render_as_string(hide_password=False), engine_kwargs=options)
    if is_file:
        event.listen(storage.engine, "connect", _relax)
        # Those it has opened already wait for the disk at every change.
        storage.engine.dispose()
    return storage


def _write_ahead(path: str) -> None:
    """Switch a SQLite file to write-ahead logging, which it keeps."""
    connection = sqlite3.connect(path, timeout=LOCK_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _relax(connection: Any, record: object) -> None:
    """Leave out a sync per change: a lost change is found again in the folders of the folds."""
    connection.execute("PRAGMA synchronous=NORMAL")


def _require_driver(url: URL) -> None:
    if url.drivername.startswith("postgresql"):
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            raise missing_extra("psycopg", "training-hpo", "postgres") from error


def patiently(url: URL, action: Callable[[], T]) -> T:
    """Carry out an action of the storage; a database that is away is waited for.

    Raises:
        DiskRefusedError: Its file is on a disk that is full, read-only or faulty.
        StudyLoadError: It stays away for `PATIENCE_SECONDS`.
    """
    from optuna.exceptions import StorageInternalError
    from sqlalchemy.exc import OperationalError

    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return action()
        except (StorageInternalError, OperationalError) as error:
            _require_writable(url, error)
            if time.monotonic() >= deadline:
                raise StudyLoadError(
                    f"{_silent(url, error)} What was finished is stored, and the folds that were "
                    "running keep their checkpoints: continue with `training hpo resume`."
                ) from error
            time.sleep(random.uniform(0.2, 1.0))


def _require_writable(url: URL, error: BaseException) -> None:
    """Tell a file on a disk that refuses from a study that is damaged or locked.

    Source: https://www.sqlite.org/rescode.html
    """
    code = _sqlite_code(error)
    if code is None or code not in _REFUSALS:
        return
    raise DiskRefusedError(
        f"{shown_address(url)}: the study cannot be written: {_REFUSALS[code]}. No trial has "
        "failed by this: what is finished is kept, and trials under way wait. Free space or make "
        f"the disk writable, then continue with `training hpo resume {_sweep_of(url)}`."
    ) from error


def _sweep_of(url: URL) -> str:
    """Return the folder of the sweep whose study this is, as far as the address says."""
    folder = Path(str(url.database)).parent
    return shown_path(folder) if (folder / RECORD).is_file() else "SWEEP"


def _sqlite_code(error: BaseException) -> int | None:
    """Return SQLite's primary result code; None for an error of something else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, sqlite3.Error):
            extended = getattr(cause, "sqlite_errorcode", None)
            return None if extended is None else int(extended) & 0xFF
        cause = getattr(cause, "orig", None) or cause.__cause__ or cause.__context__
    return None


_REFUSALS = {
    8: "the disk is read-only",
    10: "the disk is full or faulty (input/output error)",
    13: "the disk is full",
}


def _silent(url: URL, error: BaseException) -> str:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    reason = redacted(reason)
    place = shown_address(url)
    if url.drivername == "sqlite":
        return (
            f"{place}: the stored study cannot be opened: {reason}. Move the file away: then "
            "`training hpo resume` makes the study anew from the folders of its trials. Or choose "
            "another `storage`."
        )
    return (
        f"`storage`: the database {place} does not answer: {reason}. Check the address, the "
        "network, and the password (PGPASSWORD or ~/.pgpass)."
    )
