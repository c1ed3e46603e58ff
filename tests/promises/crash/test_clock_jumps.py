"""The clock of a machine may be set back or forward while runs are trained."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from training.core.runs.directory import Run, create_run, locked
from training.core.runs.index import RunQuery, find_runs
from training.core.runs.liveness import live_status

DAY = timedelta(days=1)


class JumpingClock(datetime):
    """Is set back or forward by `jump`."""

    jump = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.jump


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[JumpingClock]:
    monkeypatch.setattr("training.core.runs.directory.datetime", JumpingClock)
    monkeypatch.setattr(JumpingClock, "jump", timedelta())
    return JumpingClock


def recorded(run: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads((run.directory / "run.json").read_text())
    return found


@pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "forward"])
def test_a_run_takes_as_long_as_it_does_when_the_clock_is_set_meanwhile(
    jump: timedelta, clock: type[JumpingClock], tmp_path: Path
) -> None:
    run = create_run(tmp_path, "run", "")
    with locked(run.directory), run.recording():
        clock.jump = jump
        assert live_status(run.directory, "train", "running") == "running"
    seconds = recorded(run)["seconds"]
    assert isinstance(seconds, float)
    assert 0.0 <= seconds < 60.0
    assert recorded(run)["status"] == "completed"


def test_runs_that_begin_after_the_clock_was_set_back_have_directories_of_their_own(
    clock: type[JumpingClock], tmp_path: Path
) -> None:
    directories = set()
    for jump in (timedelta(), -DAY, timedelta(), DAY, timedelta()):
        clock.jump = jump
        directories.add(create_run(tmp_path, "run", "").directory)
    assert len(directories) == 5


@pytest.mark.parametrize("seconds", [-86_400, 86_400], ids=["back", "forward"])
def test_what_changes_after_the_clock_was_set_is_listed(seconds: int, tmp_path: Path) -> None:
    run = create_run(tmp_path, "run", "")
    find_runs(tmp_path, RunQuery())
    # What the listing has seen was written by another clock.
    for folder in (run.directory, tmp_path):
        past = folder.stat().st_mtime - seconds
        os.utime(folder, (past, past))
    find_runs(tmp_path, RunQuery())
    run.update(status="completed")
    other = create_run(tmp_path, "other", "")
    rows = {row.id: row.status for row in find_runs(tmp_path, RunQuery())}
    assert rows == {run.id: "completed", other.id: "stopped"}
