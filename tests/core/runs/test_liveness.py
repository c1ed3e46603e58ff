from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from training.core.io.locks import lock_file
from training.core.runs import liveness
from training.core.runs.directory import Run, create_run, start_run
from training.core.runs.index import RunQuery, find_runs
from training.core.runs.liveness import STOPPED, is_worked_on, live_status, working_on
from training.core.runs.provenance import Provenance

WORKER = """
import sys
from pathlib import Path
from training.core.runs.liveness import working_on

with working_on(Path(sys.argv[1])):
    print("works", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def sweep(tmp_path: Path) -> Run:
    """Return a sweep that says it is running, with one trial that says so too."""
    run = create_run(tmp_path, "sweep", "", Provenance("sweep"))
    (run.directory / "trial-0000").mkdir()
    start_run(run.directory / "trial-0000", "", Provenance("trial"))
    return run


def statuses(root: Path) -> dict[str, str]:
    """Return the statuses that are listed, by kind."""
    return {row.kind: row.status for row in find_runs(root, RunQuery())}


def test_a_sweep_and_its_trials_run_as_long_as_one_of_its_processes_lives(
    sweep: Run, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", WORKER, str(sweep.directory)]
    with working_on(sweep.directory):
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert other.stdout is not None
        assert other.stdout.readline() == b"works\n"
    assert statuses(tmp_path) == {"sweep": "running", "trial": "running"}
    other.kill()
    other.communicate()
    assert statuses(tmp_path) == {"sweep": STOPPED, "trial": STOPPED}


def test_those_who_look_do_not_disturb_each_other(sweep: Run) -> None:
    with working_on(sweep.directory), working_on(sweep.directory):
        assert is_worked_on(sweep.directory)
        assert is_worked_on(sweep.directory)
    assert not is_worked_on(sweep.directory)


def test_runs_are_asked_for_by_whether_somebody_works_on_them(sweep: Run, tmp_path: Path) -> None:
    create_run(tmp_path, "done", "").update(status="completed")
    running, stopped = RunQuery(statuses=("running",)), RunQuery(statuses=(STOPPED,), limit=1)
    assert find_runs(tmp_path, running) == []
    assert len(find_runs(tmp_path, stopped)) == 1
    with working_on(sweep.directory):
        assert {row.kind for row in find_runs(tmp_path, running)} == {"sweep", "trial"}
        assert find_runs(tmp_path, stopped) == []


def test_a_folder_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    worked = False
    with working_on(tmp_path / "file" / "sweep"):
        worked = True
    assert worked


@pytest.mark.parametrize("status", ["completed", "failed", "interrupted", "prepared"])
def test_a_run_that_says_how_it_ended_is_believed(tmp_path: Path, status: str) -> None:
    assert live_status(tmp_path, "sweep", status) == status


def test_a_sweep_that_is_worked_on_is_looked_at_again_but_not_waited_for_after_the_last_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(liveness, "sleep", pauses.append)
    assert not liveness.is_worked_on(tmp_path)
    with lock_file(tmp_path / liveness.LOCK) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert liveness.is_worked_on(tmp_path)
    assert pauses == [liveness.PAUSE] * (liveness.LOOKS - 1) + [0]
    assert not liveness.is_worked_on(tmp_path)
