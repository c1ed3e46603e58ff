from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from training.errors import UserError
from training.migrate.readiness.usage_log import begin_log, moment_of, read_log, record_of
from training.migrate.readiness.usage_record import UsageRecord

BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)
RECORD = UsageRecord("2026-01-31T12:00:00+00:00", "hpo", "training.hpo", "a.py", 7, 42)


def test_a_log_that_was_begun_knows_since_when(tmp_path: Path) -> None:
    begin_log(tmp_path / "log", BEGAN)
    found = read_log(tmp_path / "log")
    assert (found.began, list(found.records), found.unreadable) == (BEGAN, [], 0)


def test_imports_are_read_in_their_order_and_other_lines_counted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    later = RECORD._replace(time="2026-02-01T00:00:00+00:00", old="hpo.core")
    log.write_text(later.to_line() + "half a li\n" + RECORD.to_line() + "[]\n")
    found = read_log(log)
    assert [record.old for record in found.records] == ["hpo.core", "hpo"]
    assert found.unreadable == 2
    assert found.began == moment_of(RECORD)


def test_an_empty_log_has_no_beginning(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    assert read_log(tmp_path / "log").began is None


def test_beginning_a_log_again_keeps_what_is_there(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(RECORD.to_line())
    begin_log(log, BEGAN)
    found = read_log(log)
    assert (len(found.records), found.began) == (1, BEGAN)


def test_a_log_that_is_not_there_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"training migrate usage --begin .*TRAINING_LEGACY_USAGE="):
        read_log(tmp_path / "log")
    with pytest.raises(UserError, match="Its folder has to exist"):
        begin_log(tmp_path / "gone" / "log")
    with pytest.raises(UserError, match="cannot be read"):
        read_log(tmp_path)


@pytest.mark.parametrize(
    "change", [{"line": "7"}, {"time": "2026-01-31T12:00:00"}, {"time": "noon"}, {"old": None}]
)
def test_a_record_of_other_types_or_without_a_zone_is_none(change: dict[str, object]) -> None:
    assert record_of(RECORD.to_line()) == RECORD
    assert record_of(RECORD._replace(**change).to_line()) is None  # type: ignore[arg-type]
