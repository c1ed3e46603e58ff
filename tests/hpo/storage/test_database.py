from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from training.hpo.exceptions import DiskRefusedError, StudyLoadError
from training.hpo.storage import database
from training.hpo.storage.address import storage_address
from training.hpo.storage.database import open_database, patiently


def test_a_file_is_written_ahead_so_that_a_kill_leaves_no_half_of_a_change(tmp_path: Path) -> None:
    storage = open_database(storage_address(None, tmp_path / "new" / "sweep"))
    with storage.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 1


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    url = storage_address(None, tmp_path)
    Path(str(url.database)).write_bytes(b"no database at all, but long enough to be looked at" * 9)
    with pytest.raises(StudyLoadError, match=r"cannot be opened: .*Move the file away"):
        open_database(url)


def refused(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("refused")
    cause.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, cause)


@pytest.mark.parametrize(
    ("code", "words"),
    [(13, "the disk is full"), (8 | 256, "the disk is read-only"), (10, "input/output error")],
)
def test_a_disk_that_refuses_is_told_from_a_damaged_study(
    code: int, words: str, tmp_path: Path
) -> None:
    def action() -> None:
        raise refused(code)

    with pytest.raises(DiskRefusedError, match=words):
        patiently(storage_address(None, tmp_path), action)


def test_a_database_that_went_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.hpo.storage.database.time.sleep", lambda seconds: None)
    attempts = iter([refused(5), refused(5), None])

    def action() -> int:
        error = next(attempts)
        if error is not None:
            raise error
        return 7

    assert patiently(storage_address(None, tmp_path), action) == 7


def test_one_that_stays_away_ends_the_sweep_with_the_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", -1.0)

    def action() -> None:
        raise refused(5)

    with pytest.raises(StudyLoadError, match="continue with `training hpo resume`"):
        patiently(storage_address(None, tmp_path), action)


def test_a_bug_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        patiently(storage_address(None, tmp_path), lambda: 1 // 0)
