"""Messages between a sweep and its workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

Outcome: TypeAlias = Literal[
    "completed", "pruned", "diverged", "refused", "misnamed", "broken", "lost", "unwritten"
]
"""How a fold ended: `refused` by a mistake the user can mend, `misnamed` because no evaluation
reports the objective, `broken` by a bug, `lost` because a helper process died, `unwritten` because
the disk is full or refuses. The last two say nothing of the trial, which continues later."""


@dataclass(frozen=True)
class WorkerSetup:
    """What all jobs of a sweep share, as JSON.

    Attributes:
        config: Configuration that all trials share, as plain values.
        cross_validation: Whether folds divide the training split of the data; else the only fold
            is the data's own training and validation split.
        folds: Training and validation positions of each fold.
        content: Fingerprint of the records.
        source: Where they are from.
        cache: Folder that keeps encoded data.
        metric: Metric that is the objective.
        waits: Whether a worker asks after each evaluation if it may continue.
        threads: Processor threads of a worker; None leaves them as they are.
        test: Fingerprint of the records set aside for the test, which no fold may see; None when
            none were.
    """

    config: Mapping[str, Any]
    cross_validation: bool
    folds: Sequence[tuple[Sequence[int], Sequence[int]]]
    content: str
    source: str
    cache: str
    metric: str
    waits: bool
    threads: int | None = None
    test: str | None = None

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class FoldJob:
    """Train one fold of one trial.

    Attributes:
        trial: Number of the trial.
        fold: Number of the fold.
        directory: Run directory of the fold: empty, or with what an earlier worker left.
        config: Configuration of the fold, as plain values.
        kind: What its run is: ``fold``, or ``trial`` without a cross-validation.
        parents: Runs it belongs to, nearest first: `kind`, `id` and `directory` of each.
        details: What tells it from its siblings.
    """

    trial: int
    fold: int
    directory: str
    config: Mapping[str, Any]
    kind: Literal["fold", "trial"] = "fold"
    parents: Sequence[Mapping[str, Any]] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int]:
        """Trial and fold."""
        return self.trial, self.fold

    def __str__(self) -> str:
        return f"trial {self.trial}, fold {self.fold}"


@dataclass(frozen=True)
class FoldReport:
    """An evaluation in the middle of a fold.

    Attributes:
        trial: Number of the trial.
        fold: Number of the fold.
        evaluation: Number of the evaluation in the fold, from 1.
        epoch: Epochs made.
        epochs: Most epochs there will be.
        value: The objective; None when it is not finite.
    """

    trial: int
    fold: int
    evaluation: int
    epoch: int
    epochs: int
    value: float | None


@dataclass(frozen=True)
class FoldResult:
    """How a fold ended.

    Attributes:
        trial: Number of the trial.
        fold: Number of the fold.
        outcome: How it ended.
        value: The objective; None unless it completed with a finite number.
        metrics: Every metric of the best evaluation that is a finite number.
        best_epoch: Epoch of the best evaluation.
        best_step: Optimizer step of the best evaluation; None when it is not known.
        seconds: Time the fold took, over all its workers.
        directory: Its run directory.
        message: Why it did not complete.
        traceback: Traceback of a bug.
    """

    trial: int
    fold: int
    outcome: Outcome
    value: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int = 0
    best_step: int | None = None
    seconds: float = 0.0
    directory: str = ""
    message: str = ""
    traceback: str = ""

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)
