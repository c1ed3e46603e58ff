"""Evaluate the model of a run on one split of its own data or of other data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.cli.run_lookup.finished import FinishedRun
from training.config import DataConfig
from training.core.data.dataset import SPLITS, Dataset
from training.core.data.read import read_records
from training.core.runs.directory import RECORD, Run
from training.core.runs.seen_splits import noted_seen
from training.core.splits.divide import SplitDataset, divide_records
from training.core.splits.split_record import (
    SplitRecord,
    noted_split,
    split_record_of,
    why_not_held_out,
)
from training.core.splits.test_records import (
    TestRecords,
    noted_test_records,
    require_test_records,
    test_records_of,
)
from training.errors import DataError, suggestion

if TYPE_CHECKING:
    from training.core.tasks.task_model import Metrics

OTHER_NAMES = dict.fromkeys(("dev", "devel", "development", "val", "valid", "eval"), "validation")
"""Names by which other programs call our splits."""


@dataclass(frozen=True)
class Evaluated:
    """The numbers of one evaluation.

    Attributes:
        source: Where the samples were read.
        split: Which split they are.
        samples: How many there were.
        metrics: The task's metrics.
        remark: What is to be known of them, if anything.
    """

    source: str
    split: str
    samples: int
    metrics: Metrics
    remark: str = ""


def evaluate_run(
    finished: FinishedRun,
    split: str | None,
    data: DataConfig | None,
    batch_size: int | None,
) -> Evaluated:
    """Score the model of a run.

    Args:
        finished: The run.
        split: Which split; by default ``test``, else ``validation``.
        data: Other data than the run's own; a single file is taken whole.
        batch_size: Samples in a batch; by default as in training.

    Raises:
        DataError: The data cannot be used, or has no such split.
    """
    _require_split_name(split)
    own = _own_records(finished) if data is None else None
    records = read_records(data or finished.config.data) if own is None else own.records
    chosen = _choose(records, split, whole=data is not None)
    remark = "" if own is None else _own_remark(finished, own, chosen)
    samples = records.map(finished.task.parse).split(chosen)
    finished.task.check(samples, finished.task_model.schema)
    metrics = _score(finished, samples, batch_size)
    return Evaluated(records.source, chosen, len(samples), metrics, remark)


def _own_records(finished: FinishedRun) -> SplitDataset:
    """Read and split the run's data as training did."""
    records = read_records(finished.config.data)
    divided = divide_records(finished.config, finished.task, records)
    expected = _test_records(finished)
    if expected is not None:
        found = test_records_of(divided.records, finished.config)
        require_test_records(expected, found, f"{finished.run.directory}: the sweep of this run")
    return divided


def _test_records(finished: FinishedRun) -> TestRecords | None:
    """Return the test split that was set aside before the run's sweep, if it was."""
    return noted_test_records(_details(finished), RECORD)


def _own_remark(finished: FinishedRun, divided: SplitDataset, split: str) -> str:
    """Return what is to be known of a score on the run's own data.

    Raises:
        DataError: The split may hold records that the run was trained on.
    """
    from training.core.trainer.setup import content_of

    if split == "test" and _test_records(finished) is not None:
        return _remark(finished)
    run = finished.run
    found = split_record_of(divided, content_of(finished.config))
    why = why_not_held_out(run.record, str(run.directory / RECORD), found)
    if why:
        raise DataError(
            f"{run.directory}: the {split} split of its data is not the one of this run: {why}. "
            "The model may have been trained on these records, so the score would not be that of "
            "records never seen. Evaluate on records of your own with --data FILE, or add the "
            "old data back."
        )
    seen = noted_seen(run.record, str(run.directory / RECORD))
    remark = "" if seen is None else seen.remark(split)
    return remark or _changed(run, found) or (_remark(finished) if split == "test" else "")


def _changed(run: Run, found: SplitRecord) -> str:
    expected = noted_split(run.record, str(run.directory / RECORD))
    if expected is None or expected.is_same(found):
        return ""
    return "The data has changed since the run was made, so the numbers may differ from its own."


def _remark(finished: FinishedRun) -> str:
    """Return why the test score is not honest; empty where nothing speaks against it."""
    details = _details(finished)
    return "" if details.get("honest_test", True) else str(details.get("why", ""))


def _details(finished: FinishedRun) -> dict[str, Any]:
    details = finished.run.record.get("details")
    return details if isinstance(details, dict) else {}


def _choose(dataset: Dataset[Any], split: str | None, whole: bool) -> str:
    present = [name for name in SPLITS if dataset.split(name)]
    if whole and present == ["train"]:
        return "train"
    wanted = ("test", "validation") if split is None else (split,)
    found = next((name for name in wanted if name in present), None)
    if found is None:
        raise DataError(
            f"{dataset.source}: there is no {' or '.join(wanted)} split to evaluate on; present: "
            f"{', '.join(present)}. Choose one with --split, or pass other data with --data."
        )
    return found


def _score(finished: FinishedRun, samples: Sequence[Any], batch_size: int | None) -> Metrics:
    from training.core.data.batching import BatchLimit
    from training.core.evaluator import evaluate_samples
    from training.core.hardware.matmul_precision import matmul_precision
    from training.core.trainer.precision import autocast, usable_precision
    from training.core.trainer.setup import batch_limit

    limit = batch_limit(finished.config) if batch_size is None else BatchLimit(batch_size)
    training, device = finished.config.training, finished.device
    precision = usable_precision(training.precision, device)
    with matmul_precision(training.matmul_precision, device), autocast(precision, device):
        return evaluate_samples(finished.task_model, samples, limit, finished.device)


def _require_split_name(split: str | None) -> None:
    if split is not None and split not in SPLITS:
        hint = suggestion(OTHER_NAMES.get(split.lower(), split), SPLITS)
        raise DataError(
            f"--split {split}: there is no such split.{hint} Allowed: {', '.join(SPLITS)}."
        )
