"""Train one fold with the engine of sweeps, and raise what the old functions raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from training.hpo.exceptions import TrialExecutionError
from training.hpo.workers.fold_job import FoldJob, FoldResult

if TYPE_CHECKING:
    from training.hpo.workers.fold_runner import FoldRunner


def train_fold(runner: FoldRunner, job: FoldJob, params: Mapping[str, Any]) -> FoldResult:
    """Return how a fold ended: completed or diverged.

    Args:
        runner: The engine; a sweep's workers call the same one.
        job: The fold.
        params: Parameters of the trial, for the message.

    Raises:
        TrialExecutionError: It cannot be trained.
        RuntimeError: A bug, with its traceback.
    """
    result = runner.run(job)
    text = f"{place_of(job)} with {dict(params)}: {result.message}"
    if result.outcome == "broken":
        raise RuntimeError(f"{text}\n{result.traceback}")
    if result.outcome not in ("completed", "diverged"):
        raise TrialExecutionError(text)
    return result


def place_of(job: FoldJob) -> str:
    """Return how messages name a fold; without a cross-validation it is the trial."""
    return str(job) if job.kind == "fold" else f"trial {job.trial}"
