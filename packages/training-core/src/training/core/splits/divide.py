"""Divide the records of a dataset into splits, as training, evaluation and sweeps all do."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.config import RunConfig
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.splitting import hold_out, needs_hold_out
from training.core.data.views import Joined, Part
from training.core.tasks.task import Remark, Task

logger = logging.getLogger("training")

SHOWN_LABELS = 5


@dataclass(frozen=True)
class SplitDataset:
    """A dataset whose validation and test splits are there, read or held out.

    Attributes:
        records: All splits.
        held_out: Names of the splits that were drawn from the training split.
        missing: For each of these the labels that it lacks, with the number of records that have
            them.
    """

    records: Dataset[Record]
    held_out: tuple[str, ...] = ()
    missing: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

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

    def remarks(self) -> list[Remark]:
        """Return remarks on labels that could not be held out."""
        return [_missing(name, labels) for name, labels in self.missing.items() if labels]


def divide_records(config: RunConfig, task: Task, records: Dataset[Record]) -> SplitDataset:
    """Hold out a validation split, and a test split, where the data has none.

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
    aside = set_test_aside(config, task, records)
    records = aside.records
    if not needs_hold_out(records, *shares):
        return aside
    divided, strata = _hold_out(records, *shares, config.seed, _strata(task, records.train))
    drawn = [name for name in SPLITS[1:] if divided.split(name) is not records.split(name)]
    missing = {name: _lacking(divided.split(name), strata) for name in drawn}
    return SplitDataset(divided, (*drawn, *aside.held_out), {**missing, **aside.missing})


def set_test_aside(config: RunConfig, task: Task, records: Dataset[Record]) -> SplitDataset:
    """Hold out a test split by `data.test_seed` alone, unless that is unset or the data has one.

    Whatever `seed` says, the same records are held out, from the training split of data that has a
    validation split too. So everything that is made of the rest (folds, a refit, a final training)
    has the same records to be tested on.

    Raises:
        DataError: A record cannot be used, or too few are left to train on.
    """
    data = config.data
    if data.test_seed is None or data.test_fraction == 0 or records.test:
        return SplitDataset(records)
    alone = Dataset(records.train, source=records.source)
    share, seed = data.test_fraction, data.test_seed
    drawn, strata = _hold_out(alone, 0.0, share, seed, _strata(task, records.train))
    aside = Dataset(drawn.train, records.validation, drawn.test, records.source)
    return SplitDataset(aside, ("test",), {"test": _lacking(drawn.test, strata)})


def log_division(
    source: str, sizes: Mapping[str, int], held_out: Sequence[str], remarks: Iterable[Remark]
) -> None:
    """Log what was held out, and what is odd about the data.

    Args:
        source: Where the records were read.
        sizes: Number of records in each split.
        held_out: Names of the splits that were drawn from the training split.
        remarks: What is odd.
    """
    if list(held_out) == ["test"]:
        logger.info("%s: set %d aside for test.", source, sizes["test"])
    elif held_out:
        logger.info(
            "%s has no validation split: held out %d for validation and %d for test.",
            source,
            sizes["validation"],
            sizes["test"],
        )
    for remark in remarks:
        logger.warning("%s: %s", remark.place, remark.message)


def _strata(task: Task, records: Sequence[Record]) -> list[tuple[str, ...] | None]:
    """Return the labels of each record, each combination kept once in memory; None without any."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    found: list[tuple[str, ...] | None] = []
    for sample in map(task.parse, records):
        if task.is_for_teacher_alone(sample):
            found.append(None)
        else:
            labels = tuple(sorted(set(task.strata(sample))))
            found.append(known.setdefault(labels, labels))
    return found


def _hold_out(
    records: Dataset[Record],
    validation: float,
    test: float,
    seed: int,
    strata: Sequence[tuple[str, ...] | None],
) -> tuple[Dataset[Record], list[tuple[str, ...]]]:
    """Draw from the labelled training records; the others stay there, after them.

    Returns:
        The divided records, and the labels of those that were drawn from.
    """
    labels = [one for one in strata if one is not None]
    if len(labels) == len(strata):
        return hold_out(records, validation, test, seed, labels), labels
    labelled, others = (
        Part(records.train, [at for at, one in enumerate(strata) if (one is None) is is_other])
        for is_other in (False, True)
    )
    base = Dataset(labelled, records.validation, records.test, records.source)
    divided = hold_out(base, validation, test, seed, labels)
    train = Joined([divided.train, others])
    return Dataset(train, divided.validation, divided.test, divided.source), labels


def _lacking(part: Sequence[Record], strata: Sequence[Collection[str]]) -> dict[str, int]:
    """Return the labels that a part lacks, the most frequent first."""
    if not isinstance(part, Part) or not part:
        return {}
    counts = Counter(label for labels in strata for label in set(labels))
    present = {label for position in part.indices for label in strata[position]}
    lacking = sorted(counts.keys() - present, key=lambda label: (-counts[label], label))
    return {label: counts[label] for label in lacking}


def _missing(name: str, labels: Mapping[str, int]) -> Remark:
    shown = [f"`{label}` ({count})" for label, count in labels.items()][:SHOWN_LABELS]
    more = f" and {len(labels) - SHOWN_LABELS:,} more" if len(labels) > SHOWN_LABELS else ""
    return Remark(
        f"label not in the held-out {name} split",
        ", ".join(shown) + more,
        f"not in the held-out {name} split, whose scores say nothing about "
        f"{'it' if len(labels) == 1 else 'them'}. Add examples, hold out more "
        f"(`data.{name}_fraction`), or add a {name} split.",
    )
