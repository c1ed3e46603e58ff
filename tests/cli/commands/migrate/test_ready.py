"""`training migrate ready`: the shims may go when nothing speaks against it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from training.migrate.readiness.conditions import (
    enough_releases,
    nobody_imports,
    nothing_found,
    removal_announced,
)
from training.migrate.readiness.releases import RELEASES, releases_since, removals
from training.migrate.readiness.usage_log import begin_log
from training.migrate.readiness.usage_record import UsageRecord

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def note(log: Path, when: datetime, old: str = "hpo") -> None:
    line = UsageRecord(when.isoformat(), old, f"training.{old}", "a.py", 1, 7).to_line()
    with log.open("a") as file:
        file.write(line)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "new.py").write_text("from training.core.trainer import train_model\n")
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "usage.jsonl"


def is_installed() -> bool:
    try:
        return bool(version("legacy-shims"))
    except PackageNotFoundError:
        return False


needs_shims = pytest.mark.skipif(not is_installed(), reason="legacy-shims is not installed")


@needs_shims
def test_what_is_missing_is_reported_with_the_way_out(cli: Cli, code: Path) -> None:
    (code / "old.py").write_text("import hpo\nfrom training import trainer\n")
    told = cli("migrate", "ready", code)
    assert told.code == 1
    rows = {line.split()[0]: line for line in told.out.splitlines() if line.strip()}
    assert "2 old paths in 1 file" in rows["code"]
    assert f"run `training migrate fix {code}`" in rows["code"]
    assert "name a log with --usage-log" in rows["usage"]
    assert "legacy-shims has to stay" in told.err
    assert "pip uninstall" not in told.out


@needs_shims
def test_when_nothing_is_missing_the_one_command_is_reported(
    cli: Cli, code: Path, log: Path
) -> None:
    begin_log(log, datetime.now(UTC) - timedelta(days=31))
    told = cli("migrate", "ready", code, "--usage-log", log, "--min-releases", 0)
    assert told.code == 0, told.out
    assert told.out.splitlines()[-1] == "pip uninstall -y legacy-shims"


@needs_shims
def test_programs_get_the_same_answer(cli: Cli, code: Path) -> None:
    told = cli("migrate", "ready", code, "--quiet-days", 0, "--min-releases", 0, "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert answer["may_go"]
    assert answer["command"] == "pip uninstall -y legacy-shims"
    assert [one["name"] for one in answer["conditions"]] == [
        "code",
        "releases",
        "usage",
        "announcement",
    ]


def test_the_old_name_of_the_command_still_works_and_is_not_shown(cli: Cli, code: Path) -> None:
    options = (code, "--quiet-days", 0, "--min-releases", 0, "--json")
    assert cli("migrate", "phase10", *options).out == cli("migrate", "ready", *options).out
    shown = cli("migrate", "--help").out
    assert "ready" in shown
    assert "phase10" not in shown


def test_what_cannot_be_read_is_reported_beside_what_was_found(code: Path) -> None:
    (code / "broken.py").write_text("import hpo\ndef f(:\n")
    alone = nothing_found([code / "broken.py"], [])
    (code / "old.py").write_text("import hpo\n")
    beside = nothing_found([code], [])
    assert not alone.is_met
    assert alone.found.endswith("1 file unread")
    assert "migrate fix" in beside.way_out
    assert beside.found == "2 old paths in 2 files; 1 file unread"


def test_a_path_that_does_not_exist_is_a_mistake(cli: Cli, tmp_path: Path) -> None:
    told = cli("migrate", "ready", tmp_path / "nowhere")
    assert told.code == 2
    assert "nowhere" in told.err


def test_a_file_that_cannot_be_read_speaks_against_it(cli: Cli, code: Path) -> None:
    (code / "broken.py").write_text("import hpo\ndef (:\n")
    told = cli("migrate", "ready", code, "--quiet-days", 0, "--min-releases", 0)
    assert told.code == 1


def test_excluded_files_do_not_count(cli: Cli, code: Path) -> None:
    (code / "old.py").write_text("import hpo\n")
    options = ("--exclude", "old.py", "--quiet-days", 0, "--min-releases", 0)
    assert cli("migrate", "ready", code, *options).code == 0


def test_a_recent_import_speaks_against_it_and_an_old_one_does_not(log: Path) -> None:
    note(log, days_ago(40))
    assert nobody_imports(log, 30, NOW).is_met
    note(log, days_ago(29))
    found = nobody_imports(log, 30, NOW)
    assert not found.is_met
    assert "1 import in 30 days" in found.found
    assert f"training migrate usage {log}" in found.way_out


def test_a_log_that_was_begun_lately_proves_nothing_yet(log: Path) -> None:
    begin_log(log, days_ago(10))
    found = nobody_imports(log, 30, NOW)
    assert not found.is_met
    assert "since 2026-05-22 only" in found.found
    assert nobody_imports(log, 9, NOW).is_met


@pytest.mark.parametrize("content", [None, "", '{"time": "2026-0'])
def test_a_log_without_a_beginning_proves_nothing(log: Path, content: str | None) -> None:
    if content is not None:
        log.write_text(content)
    found = nobody_imports(log, 30, NOW)
    assert not found.is_met
    assert "--begin" in found.way_out


def test_half_a_line_may_hide_an_import(log: Path) -> None:
    begin_log(log, days_ago(40))
    log.write_text(log.read_text() + '{"time": "2026-05-3')
    found = nobody_imports(log, 30, NOW)
    assert not found.is_met
    assert "1 unreadable line" in found.found


def test_releases_are_counted_from_the_one_that_deprecated() -> None:
    assert releases_since("0.9.0", ["0.2.0", "0.9.0", "0.10.0", "1.0.0"]) == ["0.10.0", "1.0.0"]
    assert enough_releases(2, ["0.1.0", "0.2.0", "0.3.0"]).is_met
    found = enough_releases(2, ["0.1.0", "0.2.0"])
    assert not found.is_met
    assert "wait for 1 more" in found.way_out


@needs_shims
def test_the_installed_release_is_the_last_in_the_list() -> None:
    assert version("legacy-shims") == RELEASES[-1]


@pytest.mark.parametrize(
    ("text", "is_announced"),
    [
        ("- Old paths are removed in legacy-shims 2.0.0.", True),
        ("## 2.0.0\n\n- Old paths are removed.", False),
        ("- Removed something.\n- Released 2.0.0.", False),
        ("Removal\nof old paths: 2.0.0", True),
        ("removed in 12.0.0 and in 2.0.01", False),
        ("", False),
    ],
)
def test_the_announcement_names_the_release_and_the_removal(
    tmp_path: Path, text: str, is_announced: bool
) -> None:
    assert removals() == ["2.0.0"]
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(text)
    assert removal_announced([changelog]).is_met == is_announced


def test_every_distribution_announces_the_removal_in_its_changelog() -> None:
    changelogs = sorted(Path(__file__).parents[4].glob("packages/*/CHANGELOG.md"))
    assert len(changelogs) == 5
    for changelog in changelogs:
        assert removal_announced([changelog]).is_met, changelog
