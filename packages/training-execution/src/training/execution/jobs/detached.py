"""Jobs as processes of this machine that outlive the one that starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.execution.jobs.job import Job
from training.execution.jobs.job import JobBackend
from training.execution.jobs.job import JobState

LOG = "job.log"
OUTCOME = "outcome.json"
"""How the process of a job ended, as it wrote it down itself."""
SECONDS_BETWEEN_LOOKS = 0.2
STOPPED = (128 + signal.SIGINT, 128 + signal.SIGTERM)


class DetachedProcesses(JobBackend):
    """A process in a session of its own; it writes down how it ended, its launcher does the rest.

    It inherits the environment, of which nothing is recorded.
    """

    def submit(self, config: RunConfig, directory: Path, folder: Path) -> dict[str, Any]:
        """Start the process."""
        with (folder / LOG).open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "training.execution.jobs.driver", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return {"process": process.pid, "started": _start_of(process.pid)}

    def state(self, job: Job) -> JobState:
        """Return what the process wrote down; one that could not was killed."""
        outcome = _outcome(job)
        if outcome is None and is_alive(job):
            return JobState("running", f"process {job.handle['process']}")
        outcome = outcome or _outcome(job)
        if outcome is None:
            return JobState(
                "failed",
                "its process was killed, or the machine went down; go on with `training train "
                f"--resume {job.directory}`",
            )
        code = outcome["exit_code"]
        if code == 0:
            return JobState("completed")
        if code in STOPPED:
            return JobState("cancelled", f"go on with `training train --resume {job.directory}`")
        return JobState("failed", outcome["message"])

    def logs(self, job: Job, follow: bool) -> Iterator[str]:
        """Yield the process's output."""
        with (job.folder / LOG).open(encoding="utf-8", errors="replace") as log:
            while True:
                is_over = self.state(job).status != "running"
                if text := log.read():
                    yield text
                if is_over or not follow:
                    return
                time.sleep(SECONDS_BETWEEN_LOOKS)

    def cancel(self, job: Job) -> None:
        """Send SIGTERM: the run writes a checkpoint and ends."""
        if is_alive(job):
            os.kill(job.handle["process"], signal.SIGTERM)


def is_alive(job: Job) -> bool:
    """Return whether the process of a job runs; another one with its number does not count."""
    process = job.handle["process"]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    return bool(_start_of(process) == job.handle["started"])


def _start_of(process: int) -> str:
    """Return when a process started, in clock ticks; empty where that cannot be told, or it ended.

    Source: proc(5), `/proc/PID/stat`, fields 3 and 22.
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _outcome(job: Job) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = json.loads((job.folder / OUTCOME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return told
