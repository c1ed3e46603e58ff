"""The records that the folds of a sweep divide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from training.config import RunConfig
from training.core.assembly import build_task
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.reading import read_records
from training.core.divided_records import divide_records
from training.core.fold_checks import Split
from training.errors import ConfigError


class Universe(NamedTuple):
    """The records that a sweep trains and validates on.

    Attributes:
        records: All of them.
        source: Where they were read.
        own_split: Positions to train and to validate on without a cross-validation; None with one.
    """

    records: Sequence[Record]
    source: str
    own_split: Split | None


def read_universe(config: RunConfig, cross_validation: bool) -> Universe:
    """Read the records of a sweep; the same in every process.

    Args:
        config: What all trials share.
        cross_validation: With it the training split is used, which folds divide; without it the
            training and the validation split, which is held out if the data brings none.

    Raises:
        DataError: The data cannot be read.
        ConfigError: There is nothing to validate on.
    """
    dataset = read_records(config.data)
    if cross_validation:
        return Universe(dataset.train, dataset.source, None)
    parts = _held_out(dataset, config)
    train, validation = list(parts.train), list(parts.validation)
    whole = range(len(train) + len(validation))
    split = (list(whole[: len(train)]), list(whole[len(train) :]))
    return Universe([*train, *validation], dataset.source, split)


def _held_out(dataset: Dataset[Record], config: RunConfig) -> Dataset[Record]:
    parts = divide_records(config, build_task(config), dataset).records
    if not parts.validation:
        raise ConfigError(
            f"{dataset.source} brings no validation split and `data.validation_fraction` is 0, so "
            "trials cannot be compared. Ask for folds, or set a fraction above 0."
        )
    return parts
