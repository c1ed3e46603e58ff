"""Record of an earlier worker in the run directory of a fold."""

from __future__ import annotations

import fcntl
import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.io.locks import lock_file
from training.core.runs.directory import COMPLETED, LOCK, METRICS, RECORD
from training.hpo.workers.fold_job import FoldJob, FoldResult
from training.hpo.workers.records import fold_record

PRUNED = "pruned"
"""Status of a run that its sweep ended early."""
DYING_SECONDS = 30.0
"""How long a worker whose sweep was killed may take to end."""


def recorded_result(job: FoldJob, metric: str) -> FoldResult | None:
    """Return the result of a fold that came to its end already; None when it has to be trained.

    A worker may be killed between the end of a fold and telling of it.

    Raises:
        RunError: Its record is damaged.
    """
    directory = Path(job.directory)
    if not (directory / RECORD).is_file():
        return None
    record = fold_record(directory)
    seconds = record.seconds
    if record.status == PRUNED:
        return FoldResult(job.trial, job.fold, "pruned", seconds=seconds, directory=job.directory)
    if record.status != COMPLETED:
        return None
    validation = record.metrics.validation if record.metrics is not None else None
    numbers = finite_numbers(validation or {})
    best_epoch = record.best_epoch or 0
    return FoldResult(
        job.trial,
        job.fold,
        "completed",
        value=numbers.get(metric),
        metrics=numbers,
        best_epoch=best_epoch,
        best_step=_best_step(directory, numbers),
        seconds=seconds,
        directory=job.directory,
    )


def finite_numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Return the metrics that are finite numbers."""
    return {
        name: float(value)
        for name, value in metrics.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    }


def wait_for_predecessor(directory: Path) -> None:
    """Wait until no other process trains in a directory, for a while.

    A worker whose sweep was killed ends by itself, but not at the same instant.
    """
    if not (directory / LOCK).exists():
        return
    deadline = time.monotonic() + DYING_SECONDS
    with lock_file(directory / LOCK) as file:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError:
                time.sleep(0.05)


def _best_step(directory: Path, numbers: Mapping[str, float]) -> int | None:
    """Return the first step whose recorded validation had the best numbers."""
    path = directory / METRICS
    lines = path.read_bytes().splitlines() if path.is_file() else []
    rows = [row for row in map(_row, lines) if row.get("split") == "validation"]
    for row in rows:
        if numbers.items() <= finite_numbers(row).items() and type(row.get("step")) is int:
            return int(row["step"])
    return None


def _row(line: bytes) -> dict[str, Any]:
    """Return a line of recorded metrics; an empty one if it is damaged."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
