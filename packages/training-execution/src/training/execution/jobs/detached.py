"""Jobs as processes of this machine that outlive the one that starts them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from training._regular_files import read_regular
from training.config import RunConfig
from training.core.io.atomic_files import open_to_append
from training.core.processes.signals import STOP_CODES
from training.errors import RunError
from training.execution.jobs.job import Job, JobBackend, JobState
from training.execution.jobs.process import ProcessHandle, start_of

LOG = "job.log"
OUTCOME = "outcome.json"
"""How the process of a job ended, as it wrote it down itself."""
SECONDS_BETWEEN_LOOKS = 0.2


class Outcome(BaseModel):
    """How the process of a job ended.

    Attributes:
        exit_code: Of the process.
        message: Why it failed; empty when it did not.
    """

    exit_code: int
    message: str


class DetachedProcesses(JobBackend):
    """A process in a session of its own; it writes down how it ended, its launcher does the rest.

    It inherits the environment, of which nothing is recorded.
    """

    def submit(self, config: RunConfig, directory: Path, folder: Path) -> dict[str, Any]:
        """Start the process."""
        with open_to_append(folder / LOG) as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "training.execution.worker.job_driver", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return {"process": process.pid, "started": start_of(process.pid)}

    def state(self, job: Job) -> JobState:
        """Return what the process wrote down; one that could not was killed."""
        process = ProcessHandle.of(job)
        outcome = _outcome(job)
        if outcome is None and process.is_alive():
            return JobState("running", f"process {process.process}")
        outcome = outcome or _outcome(job)
        if outcome is None:
            return JobState(
                "failed",
                "its process was killed, or the machine went down; resume with `training train "
                f"--resume {job.directory}`",
            )
        code = outcome.exit_code
        if code == 0:
            return JobState("completed")
        if code in STOP_CODES:
            return JobState("cancelled", f"resume with `training train --resume {job.directory}`")
        return JobState("failed", outcome.message)

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
        ProcessHandle.of(job).terminate()


def _outcome(job: Job) -> Outcome | None:
    path = job.folder / OUTCOME
    try:
        return Outcome.model_validate_json(read_regular(path))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise RunError(
            f"{path}: it does not say how the job ended ({str(error).splitlines()[0]}). Delete the "
            "folder of the job; the run itself is not touched."
        ) from error
