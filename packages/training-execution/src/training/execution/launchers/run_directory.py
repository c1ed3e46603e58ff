"""The run directory of a run that other processes carry out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.config.redaction import redacted
from training.core.runs.directory import (
    COMPLETED,
    RECORD,
    REPORT,
    RUNNING,
    is_locked,
    new_directory,
    open_run,
)
from training.core.runs.liveness import status_of
from training.errors import RunError, UserError
from training.execution.process_group.failure_reports import RankFailedError, RankMistakeError

if TYPE_CHECKING:
    from training.core.trainer.train import TrainingResult

SECONDS_TO_END, PAUSE = 10.0, 0.05


@contextmanager
def new_or_given(
    config: RunConfig, directory: Path | None, name: str | None = None
) -> Iterator[Path]:
    """Provide the directory; a new one does not stay behind when a mistake kept the run from it.

    Args:
        config: Says where directories of runs are.
        directory: The one that was given; None for a new one.
        name: Name of the new one, which may exist; by default a name that does not.

    Raises:
        RunError: It cannot be made.
    """
    if directory is not None:
        yield directory
        return
    made = new_directory(config.output_dir, config.name, name)
    try:
        yield made
    except (UserError, KeyboardInterrupt):
        if not (made / RECORD).is_file():
            shutil.rmtree(made, ignore_errors=True)
        raise


@contextmanager
def recording_failure(directory: Path) -> Iterator[None]:
    """Record a run that this launch began as failed when a rank was what failed.

    The main rank is stopped or killed then, like one that a signal from outside ends, and its
    record says that it was interrupted, or that it still runs.
    """
    before = _record_of(directory)
    try:
        yield
    except (RankFailedError, RankMistakeError) as error:
        if _record_of(directory) != before and _is_over(directory):
            run = open_run(str(directory))
            if run.record["status"] in (RUNNING, "interrupted"):
                run.update(status="failed", error=redacted(str(error)))
        raise


def _record_of(directory: Path) -> dict[str, Any] | None:
    """Return the record of a run; None before there is one that can be read."""
    try:
        return open_run(str(directory)).record if (directory / RECORD).is_file() else None
    except RunError:
        return None


def _is_over(directory: Path) -> bool:
    """Return whether nobody trains in a directory; a process that is ended may need a moment."""
    for _ in range(round(SECONDS_TO_END / PAUSE)):
        if not is_locked(directory):
            return True
        sleep(PAUSE)
    return False


def lacks_report(directory: Path | None) -> bool:
    """Return whether a run is complete but for its report: it was killed in between."""
    if directory is None or not (directory / RECORD).is_file() or (directory / REPORT).exists():
        return False
    return bool(open_run(str(directory)).record["status"] == COMPLETED)


def finished_result(directory: Path) -> TrainingResult:
    """Return the result of a completed run from its record.

    Raises:
        RunError: The record cannot be read here, or does not say that the run is complete.
    """
    from training.core.trainer.train import TrainingResult

    run = open_run(str(directory))
    if run.record["status"] != "completed":
        raise RunError(
            f"{directory}: the processes of this run have ended, and its record says "
            f"`{status_of(run)}`. Look at its `ranks` folder, and continue with "
            f"`training train --resume {directory}`."
        )
    metrics = run.record.get("metrics") or {}
    return TrainingResult(
        run,
        run.record.get("best_epoch", 0),
        metrics.get("validation", {}),
        metrics.get("test", {}),
    )
