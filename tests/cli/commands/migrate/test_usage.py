"""`training migrate usage`: who still imports what, from a log that many processes wrote."""

from __future__ import annotations

import json
import string
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Cli
from training.migrate.readiness.usage_log import record_of
from training.migrate.readiness.usage_record import UsageRecord
from training.migrate.readiness.usage_summary import by_caller, by_day, by_path

words = st.text(string.ascii_lowercase + "_./", min_size=1, max_size=8)
moments = st.datetimes().map(lambda one: f"{one.isoformat(timespec='seconds')}+00:00")
records = st.builds(
    UsageRecord,
    time=moments,
    old=words,
    new=words,
    file=words,
    line=st.integers(1, 99),
    process=st.integers(1, 9),
)


def record(old: str, caller: str, day: str = "2026-03-01") -> UsageRecord:
    file, _, line = caller.partition(":")
    return UsageRecord(f"{day}T08:00:00+00:00", old, f"training.{old}", file, int(line), 7)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "usage.jsonl"
    seen = [
        record("hpo.core", "a.py:1", "2026-03-01"),
        record("hpo.core", "b.py:2", "2026-03-02"),
        record("hpo", "b.py:2", "2026-03-02"),
    ]
    path.write_text("".join(one.to_line() for one in seen))
    return path


def test_it_is_summed_up_by_path_caller_and_day(cli: Cli, log: Path) -> None:
    told = cli("migrate", "usage", log)
    assert told.code == 0
    rows = [line.split() for line in told.out.splitlines()]
    assert ["hpo.core", "2", "2026-03-02", "a.py:1,", "b.py:2"] in rows
    assert ["b.py:2", "2", "2026-03-02", "hpo.core,", "hpo"] in rows
    assert ["2026-03-01", "1", "2026-03-01", "hpo.core"] in rows


def test_programs_get_all_of_it(cli: Cli, log: Path) -> None:
    found = json.loads(cli("migrate", "usage", log, "--json").out)
    assert found["imports"] == 3
    assert found["began"] == "2026-03-01T08:00:00+00:00"
    assert [row["key"] for row in found["paths"]] == ["hpo.core", "hpo"]
    assert [row["key"] for row in found["days"]] == ["2026-03-01", "2026-03-02"]
    assert found["callers"][0]["others"] == ["hpo.core", "hpo"]


def test_the_log_is_found_by_the_environment(
    cli: Cli, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINING_LEGACY_USAGE", str(log))
    assert json.loads(cli("migrate", "usage", "--json").out)["imports"] == 3


def test_half_a_line_is_reported_and_does_not_count(cli: Cli, log: Path) -> None:
    log.write_text(log.read_text() + '{"time": "2026-03-0')
    told = cli("migrate", "usage", log)
    assert told.code == 0
    assert "1 line is no record and does not count" in told.err


def test_a_log_that_was_begun_and_stayed_empty_says_since_when(cli: Cli, tmp_path: Path) -> None:
    told = cli("migrate", "usage", "--begin", tmp_path / "new.jsonl")
    assert told.code == 0
    assert "no import of an old path since 2" in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (("nowhere.jsonl",), "training migrate usage --begin"),
        (("nowhere/log", "--begin"), "Its folder has to exist"),
        ((), "set TRAINING_LEGACY_USAGE=LOG"),
    ],
)
def test_a_log_that_is_not_there_is_explained(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str], way_out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRAINING_LEGACY_USAGE", raising=False)
    told = cli("migrate", "usage", *arguments)
    assert told.code == 2
    assert way_out in told.err


@given(records)
def test_a_record_survives_its_line(one: UsageRecord) -> None:
    assert record_of(one.to_line()) == one


@given(one=records, cut=st.integers(1, 200))
def test_part_of_a_line_is_no_record(one: UsageRecord, cut: int) -> None:
    line = one.to_line().rstrip("\n")
    assert record_of(line[: min(cut, len(line) - 1)]) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert record_of(text) is None


@pytest.mark.parametrize("time", ["yesterday", "2026-03-01", "2026-03-01T08:00:00"])
def test_a_time_without_a_zone_is_no_record(time: str) -> None:
    assert record_of(record("hpo", "a.py:1")._replace(time=time).to_line()) is None


@given(st.lists(records, max_size=30))
def test_every_import_counts_once_in_each_table(found: list[UsageRecord]) -> None:
    for rows in (by_path(found), by_caller(found), by_day(found)):
        assert sum(row.imports for row in rows) == len(found)
        assert max(Counter(row.key for row in rows).values(), default=1) == 1
