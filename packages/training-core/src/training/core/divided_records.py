"""Divide the records of a dataset into splits, as training, evaluation and sweeps all do."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.config import RunConfig
from training.core.data.dataset import SPLITS
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.splitting import hold_out
from training.core.data.splitting import needs_hold_out
from training.core.data.views import Joined
from training.core.data.views import Part
from training.core.tasks.task import Task

logger = logging.getLogger("training")

SHOWN_LABELS = 5


@dataclass(frozen=True)
class DividedRecords:
    """Records in splits.

    Attributes:
        records: All splits.
        held_out: Names of the splits that were drawn from the training split.
    """

    records: Dataset[Record]
    held_out: tuple[str, ...] = ()

    def schema(self, task: Task, samples: Dataset[Any]) -> dict[str, Any]:
        """Return what a task learns, and check the splits that do not train.

        Args:
            task: Learns labels from the splits that were held out too.
            samples: The records as the task understands them.

        Raises:
            DataError: The samples contradict the options or each other.
        """
        drawn = Joined([samples.split(name) for name in self.held_out])
        schema = task.fit_split_schema(samples.train, drawn)
        for name in ("validation", "test"):
            task.check(samples.split(name), schema)
        return schema


def divide_records(config: RunConfig, task: Task, records: Dataset[Record]) -> DividedRecords:
    """Hold out a validation split, and a test split, where the data brings none.

    The same configuration and records give the same splits on every machine. The training records
    are parsed once for this if anything is held out.

    Args:
        config: Its `data` section says how much, its `seed` which records.
        task: Says the labels by which records are spread.
        records: The splits as they were read.

    Raises:
        DataError: A record cannot be used, or too few are left to train on.
    """
    shares = config.data.validation_fraction, config.data.test_fraction
    if not needs_hold_out(records, *shares):
        return DividedRecords(records)
    strata = [task.strata(task.parse(record)) for record in records.train]
    divided = hold_out(records, *shares, config.seed, strata)
    drawn = tuple(name for name in SPLITS[1:] if divided.split(name) is not records.split(name))
    _log_sizes(divided)
    for name in drawn:
        _log_missing(name, divided.split(name), strata)
    return DividedRecords(divided, drawn)


def _log_sizes(divided: Dataset[Record]) -> None:
    logger.info(
        "%s brings no validation split: held out %d for validation and %d for test.",
        divided.source,
        len(divided.validation),
        len(divided.test),
    )


def _log_missing(name: str, part: Sequence[Record], strata: Sequence[Collection[str]]) -> None:
    """Say which labels a split that was held out does not hold."""
    if not isinstance(part, Part) or not part:
        return
    present = {label for position in part.indices for label in strata[position]}
    counts = Counter(label for labels in strata for label in set(labels))
    missing = sorted(counts.keys() - present, key=lambda label: (-counts[label], label))
    if missing:
        logger.warning("%s", _missing(name, missing, counts))


def _missing(name: str, labels: Sequence[str], counts: Mapping[str, int]) -> str:
    shown = ", ".join(f"`{label}` (in {counts[label]})" for label in labels[:SHOWN_LABELS])
    more = f" and {len(labels) - SHOWN_LABELS} more" if len(labels) > SHOWN_LABELS else ""
    return (
        f"Labels that are too rare for the held-out {name} split, and so do not count in its "
        f"scores: {shown}{more}. Add examples, hold out more "
        f"(`data.{name}_fraction`), or bring a {name} split."
    )
