from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from training.errors import UserError
from training.migrate.readiness.conditions import (
    enough_releases,
    nobody_imports,
    nothing_found,
    removal_announced,
)
from training.migrate.readiness.usage_log import begin_log
from training.migrate.readiness.usage_record import UsageRecord

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(("wanted", "met"), [(0, True), (2, True), (3, False)])
def test_releases_are_counted_from_the_last_deprecation(wanted: int, met: bool) -> None:
    condition = enough_releases(wanted, ("0.1.0", "0.2.0", "0.3.0"))
    assert condition.is_met is met
    assert bool(condition.way_out) is not met
    if not met:
        assert condition.way_out.startswith("wait for 1 more")


def test_old_paths_in_code_are_counted_by_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import hpo\nimport training_exec\n")
    (tmp_path / "b.py").write_text("import os\n")
    condition = nothing_found([tmp_path], ())
    assert (condition.is_met, condition.found) == (False, "2 old paths in 1 file")
    assert "training migrate fix" in condition.way_out
    assert nothing_found([tmp_path], ("a.py",)).is_met


@pytest.fixture
def log(tmp_path: Path) -> Path:
    begin_log(tmp_path / "log", NOW - timedelta(days=60))
    return tmp_path / "log"


def imported(log: Path, days: float) -> None:
    moment = (NOW - timedelta(days=days)).isoformat()
    with log.open("a") as file:
        file.write(UsageRecord(moment, "hpo", "training.hpo", "a.py", 1, 1).to_line())


@pytest.mark.parametrize(("age", "met"), [(29.9, False), (30.0, False), (30.1, True)])
def test_an_import_within_the_days_speaks_against_it(age: float, met: bool, log: Path) -> None:
    imported(log, age)
    condition = nobody_imports(log, 30, NOW)
    assert condition.is_met is met
    assert condition.found == ("no import in 30 days" if met else "1 import in 30 days")


def test_a_log_that_is_younger_than_the_days_proves_nothing(log: Path) -> None:
    condition = nobody_imports(log, 61, NOW)
    assert (condition.is_met, condition.found) == (False, "recorded since 2025-12-31 only")
    assert nobody_imports(log, 60, NOW).is_met


def test_without_a_log_the_way_out_names_the_options() -> None:
    assert "--usage-log" in nobody_imports(None, 30, NOW).way_out
    assert nobody_imports(None, 0, NOW).is_met


def test_half_a_line_may_hide_an_import(log: Path) -> None:
    with log.open("a") as file:
        file.write("half")
    assert nobody_imports(log, 30, NOW).found == "1 unreadable line"


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("- Release 2.0.0 will remove the old paths.\n", True),
        ("Removed in 2.0.0: hpo.\n", True),
        ("- 2.0.0 is far away.\n- Nothing is removed.\n", False),
        ("Release 12.0.0 removes the old paths.\n", False),
        ("Release 2.0.0.1 removes the old paths.\n", False),
    ],
)
def test_one_paragraph_names_the_release_and_the_removal(
    text: str, announced: bool, tmp_path: Path
) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(text)
    assert removal_announced([changelog]).is_met is announced


def test_a_changelog_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"The changelog .*gone cannot be read"):
        removal_announced([tmp_path / "gone"])
