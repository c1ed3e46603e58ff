"""The process of a job: distinguished from any other, and signalled only when it is that one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.errors import RunError
from training.execution.jobs.job import Job

FIRST_PROCESS = 2
"""Smallest number a job can have: 0 and negative ones mean groups of processes, 1 is init."""


class ProcessHandle(BaseModel):
    """What finds the process of a job again.

    Attributes:
        process: Its number.
        started: When it started, in clock ticks since the machine did; empty where that is unknown.
    """

    model_config = ConfigDict(strict=True, extra="ignore")

    process: int = Field(ge=FIRST_PROCESS, lt=2**31)
    started: str = Field(pattern=r"^[0-9]*$")

    @classmethod
    def of(cls, job: Job) -> ProcessHandle:
        """Return the handle in the record of a job.

        Raises:
            RunError: It names no process that a job can be; nothing may be sent to it.
        """
        try:
            return cls.model_validate(dict(job.handle))
        except ValidationError as error:
            found = error.errors()[0]
            key = ".".join(map(str, ("handle", *found["loc"])))
            raise RunError(
                f"{job.folder / 'job.json'}: {key}={found['input']!r}: {found['msg']}. The record "
                "is damaged or was not written by `training jobs submit`, so no process is asked "
                "or signalled. Delete its folder; the run itself is not touched."
            ) from error

    def is_alive(self) -> bool:
        """Return whether that very process runs, as a process of this user."""
        return bool(self.started) and start_of(self.process) == self.started

    def terminate(self) -> None:
        """Send SIGTERM if that very process runs."""
        if not self.is_alive():
            return
        try:
            descriptor = os.pidfd_open(self.process)
        except (AttributeError, OSError):
            _kill(self.process)
            return
        try:
            # The number may have been given to another process since; a descriptor may not.
            if self.is_alive():
                signal.pidfd_send_signal(descriptor, signal.SIGTERM)
        finally:
            os.close(descriptor)


def start_of(process: int) -> str:
    """Return when a process of this user started, in clock ticks since the machine did.

    Empty for one that has ended, belongs to somebody else, or where that cannot be determined.
    Source: proc(5), `/proc/PID/stat`, fields 3 and 22.
    """
    folder = Path(f"/proc/{process}")
    try:
        owner = folder.stat().st_uid
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" or owner != os.geteuid() else fields[19]


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        return
