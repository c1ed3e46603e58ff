from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from training.core.runs.index import MetricBound, RunQuery, find_runs, run_with_id
from training.core.runs.index.database import FILE
from training.errors import RunError

ALL = RunQuery()


def write_run(root: Path, name: str, **record: Any) -> Path:
    directory = root / name
    directory.mkdir(parents=True, exist_ok=True)
    whole = {"id": name, "kind": "train", "status": "completed", "created": "2026-01-01", **record}
    (directory / "run.json.new").write_text(json.dumps(whole))
    (directory / "run.json.new").replace(directory / "run.json")
    return directory


def long_ago(*folders: Path) -> None:
    """Make changes look old, so that the index does not look again only because they are recent."""
    for folder in folders:
        os.utime(folder, (1_700_000_000, 1_700_000_000))


def ids(root: Path, query: RunQuery = ALL) -> list[str]:
    return [row.id for row in find_runs(root, query)]


def scored(f1: float) -> dict[str, Any]:
    return {"metrics": {"validation": {"f1": f1, "per_entity": {}}, "test": {"f1": f1 / 2}}}


def test_runs_are_listed_newest_first_and_bounded(tmp_path: Path) -> None:
    for day in (1, 3, 2):
        write_run(tmp_path, f"run-{day}", created=f"2026-01-0{day}")
    assert ids(tmp_path) == ["run-3", "run-2", "run-1"]
    assert ids(tmp_path, RunQuery(limit=1)) == ["run-3"]
    assert ids(tmp_path, RunQuery(since="2026-01-02", descending=False)) == ["run-2", "run-3"]


def test_runs_are_chosen_by_kind_status_name_and_numbers(tmp_path: Path) -> None:
    write_run(tmp_path, "a-1", **scored(0.5))
    write_run(tmp_path, "a-2", kind="final", **scored(0.9))
    write_run(tmp_path, "b-1", status="failed")
    assert ids(tmp_path, RunQuery(kinds=("final",))) == ["a-2"]
    assert ids(tmp_path, RunQuery(statuses=("failed",))) == ["b-1"]
    assert set(ids(tmp_path, RunQuery(name="a-"))) == {"a-1", "a-2"}
    assert ids(tmp_path, RunQuery(bounds=(MetricBound.parse("f1>0.6"),))) == ["a-2"]
    assert ids(tmp_path, RunQuery(bounds=(MetricBound.parse("test.f1<=0.25"),))) == ["a-1"]
    assert ids(tmp_path, RunQuery(sort="f1")) == ["a-2", "a-1", "b-1"]
    assert ids(tmp_path, RunQuery(sort="f1", descending=False)) == ["a-1", "a-2", "b-1"]


def test_runs_of_sweeps_are_found_at_any_depth(tmp_path: Path) -> None:
    write_run(tmp_path, "sweep", kind="sweep")
    write_run(tmp_path, "sweep/trials/trial-1", id="sweep/trial-1", kind="trial")
    write_run(tmp_path, "sweep/trials/trial-1/fold-1", id="sweep/trial-1/fold-1", kind="fold")
    assert set(ids(tmp_path)) == {"sweep", "sweep/trial-1", "sweep/trial-1/fold-1"}
    assert run_with_id(tmp_path, "sweep/trial-1/fold-1") == (
        tmp_path / "sweep/trials/trial-1/fold-1"
    )
    assert run_with_id(tmp_path, "nobody") is None


def test_trials_and_sweeps_have_the_score_they_say(tmp_path: Path) -> None:
    write_run(tmp_path, "sweep", kind="sweep", metric="f1", best_value=0.9)
    write_run(tmp_path, "sweep/trial-1", kind="trial", metric="f1", value=0.8)
    write_run(tmp_path, "run", score={"metric": "loss", "mode": "min", "value": 0.1})
    rows = find_runs(tmp_path, RunQuery(sort="score"))
    assert [(row.metric, row.score) for row in rows] == [("f1", 0.9), ("f1", 0.8), ("loss", 0.1)]


def test_what_changes_is_noticed_without_reading_everything_again(tmp_path: Path) -> None:
    running = write_run(tmp_path, "run-1", status="running")
    done = write_run(tmp_path, "run-2")
    long_ago(running, done, tmp_path)
    assert len(ids(tmp_path)) == 2
    write_run(tmp_path, "run-1", status="failed")
    write_run(tmp_path, "run-3")
    shutil.rmtree(done)
    found = {row.id: row.status for row in find_runs(tmp_path, ALL)}
    assert found == {"run-1": "failed", "run-3": "completed"}


def test_new_trials_and_lost_ones_are_noticed(tmp_path: Path) -> None:
    sweep = write_run(tmp_path, "sweep", kind="sweep")
    first = write_run(tmp_path, "sweep/trial-1", kind="trial")
    long_ago(first, sweep, tmp_path)
    assert len(ids(tmp_path)) == 2
    write_run(tmp_path, "sweep/trial-2", kind="trial")
    shutil.rmtree(first)
    assert set(ids(tmp_path)) == {"sweep", "sweep/trial-2"}


def test_a_directory_that_becomes_a_run_later_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "later").mkdir()
    long_ago(tmp_path / "later", tmp_path)
    assert ids(tmp_path) == []
    write_run(tmp_path, "later")
    assert ids(tmp_path) == ["later"]


def test_completed_runs_are_not_read_again(tmp_path: Path) -> None:
    done = write_run(tmp_path, "run-1")
    long_ago(done, tmp_path)
    assert ids(tmp_path) == ["run-1"]
    (done / "run.json").write_text("never looked at")
    assert [row.status for row in find_runs(tmp_path, ALL)] == ["completed"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_index_is_made_anew(tmp_path: Path, content: bytes) -> None:
    write_run(tmp_path, "run-1")
    assert ids(tmp_path) == ["run-1"]
    (tmp_path / FILE).write_bytes(content)
    assert ids(tmp_path) == ["run-1"]


def test_an_index_that_is_damaged_inside_is_made_anew(tmp_path: Path) -> None:
    for number in range(300):
        write_run(tmp_path, f"run-{number}")
    assert len(ids(tmp_path)) == 300
    size = (tmp_path / FILE).stat().st_size
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    assert len(ids(tmp_path)) == 300
    assert len(ids(tmp_path)) == 300
    assert (tmp_path / FILE).read_bytes()[4096:4200] != b"\xff" * 104


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    write_run(tmp_path, "run-1")
    (tmp_path / FILE).parent.mkdir()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE runs (other TEXT)")
        connection.execute("PRAGMA user_version = 99")
    assert ids(tmp_path) == ["run-1"]


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE runs",
        "DROP TABLE folders",
        "UPDATE runs SET numbers = 'no json'",
        "UPDATE runs SET status = 'failed'",
        "UPDATE runs SET seconds = 'long'",
        "UPDATE runs SET directory = x'fffe'",
        "UPDATE runs SET id = CAST(x'fffe' AS TEXT)",
        "DELETE FROM runs; UPDATE folders SET directory = x'fffe' WHERE directory > ''",
    ],
)
def test_an_index_that_says_what_no_record_says_is_made_anew(tmp_path: Path, change: str) -> None:
    write_run(tmp_path, "run-1", score={"metric": "f1", "value": 0.5}, metrics={"test": {"f1": 1}})
    rows = find_runs(tmp_path, ALL)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(change)
    assert find_runs(tmp_path, ALL) == rows
    assert run_with_id(tmp_path, "run-1") == tmp_path / "run-1"
    assert find_runs(tmp_path, RunQuery(bounds=(MetricBound.parse("test.f1>0"),))) == rows
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("SELECT status FROM runs").fetchall() == [("completed",)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE folders SET is_watched = 0",
        "UPDATE folders SET is_watched = 3 WHERE directory = 'run-1'",
        "UPDATE folders SET directory = 'run-2' WHERE directory = 'run-1'",
        "UPDATE folders SET directory = x'fffe' WHERE directory = 'run-1'",
        "UPDATE folders SET changed = changed + 1, is_watched = 0",
        "UPDATE folders SET seal = 'none', is_watched = 0",
        "UPDATE folders SET seal = seal - 1",
    ],
)
def test_a_damaged_row_of_a_folder_hides_no_change_of_a_run(tmp_path: Path, change: str) -> None:
    run = write_run(tmp_path, "run-1", status="running")
    long_ago(run, tmp_path)
    assert ids(tmp_path) == ["run-1"]
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(change)
    write_run(tmp_path, "run-1", status="failed")
    long_ago(tmp_path)
    assert [row.status for row in find_runs(tmp_path, ALL)] == ["failed"]
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        folders = connection.execute("SELECT directory, is_watched FROM folders ORDER BY 1")
        assert folders.fetchall() == [("", 1), ("run-1", 1)]


def test_an_index_that_is_a_link_leads_to_no_other_database(tmp_path: Path) -> None:
    root, foreign = tmp_path / "runs", tmp_path / "foreign.sqlite"
    write_run(root, "run-1")
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE runs (words TEXT)")
        connection.commit()
    before = foreign.read_bytes()
    (root / FILE).parent.mkdir()
    (root / FILE).symlink_to(foreign)
    assert ids(root) == ["run-1"]
    assert foreign.read_bytes() == before


def test_an_index_in_use_by_another_process_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.core.runs.index.database.SECONDS", 0.1)
    write_run(tmp_path, "run-1")
    assert ids(tmp_path) == ["run-1"]
    other = sqlite3.connect(tmp_path / FILE)
    other.execute("BEGIN EXCLUSIVE")
    write_run(tmp_path, "run-2")
    assert set(ids(tmp_path)) == {"run-1", "run-2"}
    other.close()


def test_a_file_in_the_place_of_the_index_folder_is_no_hindrance(tmp_path: Path) -> None:
    write_run(tmp_path, "run-1")
    (tmp_path / FILE).parent.write_text("")
    assert ids(tmp_path) == ["run-1"]


def test_asking_again_changes_nothing_in_the_folder_of_runs(tmp_path: Path) -> None:
    done = write_run(tmp_path, "run-1")
    ids(tmp_path)
    long_ago(done, tmp_path)
    for _ in range(2):
        ids(tmp_path)
    assert tmp_path.stat().st_mtime == 1_700_000_000


def test_where_nothing_can_be_written_runs_are_listed_all_the_same(tmp_path: Path) -> None:
    write_run(tmp_path, "run-1")
    (tmp_path / FILE).mkdir(parents=True)
    assert ids(tmp_path) == ["run-1"]


def test_a_damaged_record_is_a_row_of_its_own(tmp_path: Path) -> None:
    write_run(tmp_path, "good")
    (write_run(tmp_path, "bad") / "run.json").write_text('{"id": "ba')
    assert {row.id: row.status for row in find_runs(tmp_path, ALL)} == {
        "good": "completed",
        "bad": "damaged",
    }


def test_many_processes_list_at_once(tmp_path: Path) -> None:
    for number in range(50):
        write_run(tmp_path, f"run-{number}")
    program = (
        "import sys; from pathlib import Path; from training.core.runs.index import *;"
        "print(len(find_runs(Path(sys.argv[1]), RunQuery())))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=120)[0] for process in started] == ["50\n"] * 4


@pytest.mark.parametrize("text", ["f1", "f1>many", ">0.5x", "f1=>0.5"])
def test_a_bound_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RunError, match=r"f1>0\.8"):
        MetricBound.parse(text)


def test_a_number_that_no_run_has_is_refused_and_the_nearest_is_named(tmp_path: Path) -> None:
    write_run(tmp_path, "run-1", **scored(0.5))
    with pytest.raises(RunError, match=r"`test.f11`.*Did you mean `test.f1`"):
        find_runs(tmp_path, RunQuery(sort="test.f11"))


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such folder of runs"):
        find_runs(tmp_path / "nope", ALL)
