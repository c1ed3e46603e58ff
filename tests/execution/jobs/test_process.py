"""Only the very process of a job is signalled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training.cli.app import main
from training.execution.jobs.process import start_of

SLEEPER = "import time; time.sleep(600)"


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True)
    yield started
    started.kill()
    started.wait()


def _record(runs: Path, handle: dict[str, Any]) -> None:
    folder = runs / ".jobs" / "one"
    folder.mkdir(parents=True)
    values = {"id": "one", "launcher": "local", "created": "2026-11-30", "directory": None}
    (folder / "job.json").write_text(json.dumps({**values, "handle": handle}))


@pytest.mark.parametrize("number", [-1, 0, 1, -(2**40), 2**31, True, "1", 1.5, None])
@pytest.mark.parametrize("command", ["cancel", "status", "logs"])
def test_a_forged_number_is_refused_and_nothing_is_signalled(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: Any,
    command: str,
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *given: sent.append(given))
    _record(tmp_path, {"process": number, "started": "1"})
    (tmp_path / ".jobs" / "one" / "job.log").touch()
    assert main(["jobs", command, "one", "--runs", str(tmp_path)]) == 2
    assert "job.json: handle.process=" in capsys.readouterr().err
    assert not sent


@pytest.mark.parametrize("started", ["", "1"])
def test_another_process_with_the_number_of_a_job_is_not_signalled(
    tmp_path: Path, process: subprocess.Popen[bytes], started: str
) -> None:
    _record(tmp_path, {"process": process.pid, "started": started})
    assert main(["jobs", "cancel", "one", "--runs", str(tmp_path)]) == 0
    assert process.poll() is None


def test_the_very_process_of_a_job_gets_sigterm(
    tmp_path: Path, process: subprocess.Popen[bytes]
) -> None:
    _record(tmp_path, {"process": process.pid, "started": start_of(process.pid)})
    assert main(["jobs", "cancel", "one", "--runs", str(tmp_path)]) == 0
    assert process.wait(60) == -signal.SIGTERM


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a process of another user")
def test_a_process_of_another_user_is_not_taken_for_a_job() -> None:
    other = subprocess.Popen(["sleep", "600"], user=65534)
    try:
        assert start_of(other.pid) == ""
    finally:
        other.kill()
        other.wait()


def test_a_record_under_another_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _record(tmp_path, {"process": 2, "started": "1"})
    (tmp_path / ".jobs" / "one").rename(tmp_path / ".jobs" / "two")
    assert main(["jobs", "status", "two", "--runs", str(tmp_path)]) == 2
    assert "the record of the job is damaged" in capsys.readouterr().err
