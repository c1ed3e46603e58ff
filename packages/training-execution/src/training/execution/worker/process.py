"""Carry out a run for the process that started this one.

It is `python -m training.execution.worker.process FOLDER PARENT`.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from training._waiting import wait_passively
from training.core.console.process import escape_process_output
from training.core.processes.parent_death import die_with
from training.core.processes.signals import SIGNALS
from training.execution.jobs.job_spec import EVENTS, JobSpec
from training.execution.process_group.failure_reports import (
    INTERRUPTED,
    exit_code_for,
    leave_report,
    reporting_to,
)

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer

RESTARTS = "TORCHELASTIC_RESTART_COUNT"


def main(folder: Path, parent: int, run_job: Callable[[Path], None] | None = None) -> int:
    """Carry out the order in a folder and return the exit code.

    Args:
        folder: Holds the order; a report on what went wrong is left there. When it holds a pipe for
            events, the main rank writes them.
        parent: Process id of the process that started this one, which ends with it.
        run_job: Carries out what the folder holds; by default a `JobSpec`.

    Returns:
        0 when all went well, 2 for a mistake of the user, 130 after SIGINT, 75 for what may go
        better when it is started again, 1 for a bug.
    """
    escape_process_output()
    wait_passively()
    die_with(parent)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    try:
        with reporting_to(folder):
            (run_job or _run_job)(folder)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        leave_report(folder, os.getpid(), error)
        sys.excepthook(*sys.exc_info())
        return exit_code_for(error)
    return 0


def _run_job(folder: Path) -> None:
    order = JobSpec.read(folder)
    logging.basicConfig(level=order.config.logging.level.upper(), format="%(message)s")
    if _is_done_already(order):
        return
    from training.execution.launchers.local import LocalLauncher

    LocalLauncher().launch(order.config, _observers(folder), order.directory, order.provenance)


def _is_done_already(order: JobSpec) -> bool:
    """Return whether an earlier start completed the run, and failed only afterwards."""
    from training.core.runs.directory import RECORD, open_run

    if os.environ.get(RESTARTS, "0") == "0" or not (order.directory / RECORD).is_file():
        return False
    return bool(open_run(str(order.directory)).record["status"] == "completed")


def _observers(folder: Path) -> list[Observer]:
    if os.environ.get("RANK", "0") != "0" or not (folder / EVENTS).exists():
        return []
    from training.execution.jobs.event_pipe import EventSender, LogForwarder, pipe_writer

    sender = EventSender(pipe_writer(folder / EVENTS))
    logging.getLogger("training").addHandler(LogForwarder(sender))
    return [sender]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
