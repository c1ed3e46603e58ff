"""Jobs continue without the process that submits them."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.execution.launch_helpers import SMALL
from tests.execution.launchers.test_launch import wait_for
from training.cli.app import main
from training.core.run_config.resolve import resolve_run_config
from training.errors import RunError
from training.execution.jobs import submit_job
from training.execution.jobs.detached import DetachedProcesses
from training.execution.jobs.job import Job
from training.execution.jobs.records import find_job, job_folder, list_jobs, write_job

BACKEND = DetachedProcesses()


def submitted(documents: Path, runs: Path, *further: str) -> Job:
    overrides = [f"data.path={documents}", f"output_dir={runs}", *SMALL, *further]
    return submit_job(resolve_run_config(overrides=overrides, environ={}).config)


def ended(job: Job) -> str:
    wait_for(lambda: BACKEND.state(job).status != "running")
    return BACKEND.state(job).status


def test_a_job_trains_and_says_so_and_records_nothing_of_the_environment(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "swordfish")
    job = submitted(documents, tmp_path, "logging.level=info", "training.epochs=1")
    assert "validation" in "".join(BACKEND.logs(job, follow=True))
    assert ended(job) == "completed"
    assert job.directory is not None
    assert json.loads((job.directory / "run.json").read_text())["status"] == "completed"
    assert find_job("latest", tmp_path) == job
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if b"swordfish" in path.read_bytes()]


def test_a_cancelled_job_leaves_a_run_that_can_continue(documents: Path, tmp_path: Path) -> None:
    job = submitted(documents, tmp_path, "training.epochs=100000")
    wait_for(lambda: any(tmp_path.glob("*/checkpoints/*/manifest.json")))
    BACKEND.cancel(job)
    assert ended(job) == "cancelled"
    assert job.directory is not None
    assert json.loads((job.directory / "run.json").read_text())["status"] == "interrupted"
    BACKEND.cancel(job)


def test_the_warning_of_a_scheduler_leaves_a_job_that_can_continue(
    documents: Path, tmp_path: Path
) -> None:
    job = submitted(documents, tmp_path, "training.epochs=100000")
    wait_for(lambda: any(tmp_path.glob("*/checkpoints/*/manifest.json")))
    os.kill(job.handle["process"], signal.SIGUSR2)
    assert ended(job) == "cancelled"
    assert job.directory is not None
    assert json.loads((job.directory / "run.json").read_text())["status"] == "interrupted"


def test_a_killed_job_is_distinguished_from_one_that_runs(documents: Path, tmp_path: Path) -> None:
    job = submitted(documents, tmp_path, "training.epochs=100000")
    os.kill(job.handle["process"], signal.SIGKILL)
    os.waitpid(job.handle["process"], 0)
    assert BACKEND.state(job).status == "failed"
    reused = Job(**{**vars(job), "handle": {"process": os.getpid(), "started": "1"}})
    assert BACKEND.state(reused).status == "failed", "another process with its number"


def test_a_mistake_in_a_job_stands_in_its_state(tmp_path: Path) -> None:
    job = submitted(tmp_path / "missing", tmp_path)
    assert ended(job) == "failed"
    assert "no such file or folder" in BACKEND.state(job).detail


def test_the_commands_work_together(
    documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = [f"--set={one}" for one in (*SMALL, "training.epochs=1")]
    where = ["--runs", str(tmp_path)]
    data = ["--data", str(documents), "--output", str(tmp_path)]
    assert main(["jobs", "submit", *data, *settings, "--launcher", "subprocess"]) == 0
    name = capsys.readouterr().out.strip()
    assert main(["jobs", "logs", name, "--follow", *where]) == 0
    capsys.readouterr()
    assert main(["jobs", "status", name, "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "completed"
    assert main(["jobs", "cancel", name, *where]) == 0
    assert "has ended already: completed" in capsys.readouterr().err
    assert main(["jobs", "status", "nothing", *where]) == 2
    assert "no such job" in capsys.readouterr().err


def test_a_second_job_of_one_run_gets_a_number(tmp_path: Path) -> None:
    assert [job_folder(tmp_path, "run").name for _ in range(3)] == ["run", "run-2", "run-3"]


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    folder = tmp_path / ".jobs" / "one"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text('{"id": 3}')
    with pytest.raises(RunError, match=r"\.jobs/one/job\.json: the record of the job is damaged"):
        find_job("one", tmp_path)


def test_a_damaged_record_does_not_block_the_other_jobs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = Job("a", "local", "2026-01-01T00:00:00", None, {}, folder=job_folder(tmp_path, "a"))
    write_job(whole)
    (job_folder(tmp_path, "b") / "job.json").write_text("{")
    assert find_job("a", tmp_path) == whole
    assert not caplog.records
    assert list_jobs(tmp_path) == [whole]
    assert find_job("latest", tmp_path) == whole
    assert "b/job.json: the record of the job is damaged" in caplog.text
    with pytest.raises(RunError, match=r"b/job\.json: the record of the job is damaged"):
        find_job("b", tmp_path)
