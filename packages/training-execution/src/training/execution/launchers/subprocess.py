"""Run in a process of its own, which leaves nothing behind in the calling one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.core.io.atomic_files import open_to_append
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult
    from training.execution.jobs.job_directory import JobDirectory

SECONDS_BETWEEN_LOOKS = 0.05
LOG = "process.log"


class SubprocessLauncher(Launcher):
    """Starts one process and waits for it; its memory is free again when it has ended."""

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Start the process and wait for the run."""
        from training.core.trainer.observers.observer_list import ObserverList
        from training.execution.jobs.job_directory import job_directory
        from training.execution.jobs.job_spec import JobSpec
        from training.execution.launchers.run_directory import finished_result, new_or_given

        with new_or_given(config, directory) as place:
            order = JobSpec(config, place, provenance)
            with job_directory(order, ObserverList(list(observers))) as work:
                _run_job(work)
        return finished_result(place)


def _run_job(work: JobDirectory) -> None:
    from training.core.processes.signals import listening
    from training.execution.process_group.failure_reports import Failure, find_report, raise_failure

    work.logs.mkdir(exist_ok=True)
    log = work.logs / LOG
    with open_to_append(log) as output:
        process = subprocess.Popen(
            [sys.executable, *work.arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with listening() as interruption:
        try:
            code = _wait(process, work)
        except BaseException as error:
            # A further signal, such as SIGTERM after a warning, must not end what is being saved.
            interruption.deferred = True
            _end(process, signal.SIGINT if isinstance(error, KeyboardInterrupt) else signal.SIGTERM)
            raise
    if code:
        report = find_report(work.folder, process.pid)
        raise_failure([Failure(0, process.pid, code, report, log)], 1)


def _wait(process: subprocess.Popen[bytes], work: JobDirectory) -> int:
    while True:
        try:
            code = process.wait(SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            work.events.pump()
            continue
        work.events.pump()
        return code


def _end(process: subprocess.Popen[bytes], number: int) -> None:
    """Let the process end by itself after a checkpoint; its own processes go with it."""
    if process.poll() is None:
        os.killpg(process.pid, number)
        process.wait()
