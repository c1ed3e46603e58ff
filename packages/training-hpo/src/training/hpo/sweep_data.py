"""The records that the folds of a sweep divide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from training.config import RunConfig
from training.core.data.dataset import Dataset, Record
from training.core.data.folds.checks import Split
from training.core.data.read import read_records
from training.core.splits.divide import SplitDataset, divide_records, set_test_aside
from training.core.splits.test_records import TestRecords, test_records_of
from training.core.tasks.build import build_task
from training.core.tasks.task import Remark
from training.errors import ConfigError


class SweepRecords(NamedTuple):
    """The records that a sweep trains and validates on.

    Attributes:
        records: All of them.
        source: Where they were read.
        own_split: Positions to train and to validate on without a cross-validation; None with one.
        test: Records set aside for the test, which are not among `records`.
        test_records: What is recorded of them; None for a sweep that set none aside.
        remarks: Labels that could not be held out.
        refit_only: Records of the data's own validation split, which folds do not use.
    """

    records: Sequence[Record]
    source: str
    own_split: Split | None
    test: Sequence[Record] = ()
    test_records: TestRecords | None = None
    remarks: tuple[Remark, ...] = ()
    refit_only: Sequence[Record] = ()

    @property
    def with_held_out(self) -> Sequence[Record]:
        """Every record whose labels are known: those of the refit, and what was held out."""
        is_drawn = self.test_records is not None and self.test_records.origin == "held out"
        return [*self.records, *self.refit_only, *(self.test if is_drawn else ())]


def read_sweep_records(config: RunConfig, cross_validation: bool) -> SweepRecords:
    """Read the records of a sweep; the same in every process.

    Args:
        config: What all trials share.
        cross_validation: With it the training split is used, which folds divide, and the data's own
            validation split is left to the refit; without it the training and the validation
            split, which is held out if the data has none. With `data.test_seed` the test split
            is set aside first.

    Raises:
        DataError: The data cannot be read.
        ConfigError: There is nothing to validate on.
    """
    aside = set_test_aside(config, build_task(config), read_records(config.data))
    dataset, remarks = aside.records, tuple(aside.remarks())
    own = config.data.test_seed is not None
    test_records = test_records_of(dataset, config) if own else None
    if cross_validation:
        sweep_records = SweepRecords(
            dataset.train, dataset.source, None, dataset.test, test_records
        )
        return sweep_records._replace(remarks=remarks, refit_only=dataset.validation)
    divided = _held_out(dataset, config)
    parts, remarks = divided.records, (*remarks, *divided.remarks())
    train, validation = list(parts.train), list(parts.validation)
    whole = range(len(train) + len(validation))
    split = (list(whole[: len(train)]), list(whole[len(train) :]))
    records = [*train, *validation]
    return SweepRecords(records, dataset.source, split, parts.test, test_records, remarks)


def _held_out(dataset: Dataset[Record], config: RunConfig) -> SplitDataset:
    parts = divide_records(config, build_task(config), dataset)
    if not parts.records.validation:
        raise ConfigError(
            f"{dataset.source} has no validation split and `data.validation_fraction` is 0, so "
            "trials cannot be compared. Ask for folds, or set a fraction above 0."
        )
    return parts
