"""Hold out a validation or test split when the data brings none."""

from __future__ import annotations

import random
from array import array
from typing import TypeVar

import numpy as np

from training.core.data.dataset import Dataset
from training.core.data.views import Part
from training.errors import DataError

T = TypeVar("T")


def hold_out(
    dataset: Dataset[T], validation_fraction: float, test_fraction: float, seed: int
) -> Dataset[T]:
    """Return a dataset that has a validation split, and a test split if it had neither.

    Items are drawn from the training split at random by `seed`; a fraction of 0 leaves the split
    empty, any other takes at least one item.

    Raises:
        DataError: Too few items are left to train on.
    """
    if dataset.validation:
        return dataset
    wanted_test = 0.0 if dataset.test else test_fraction
    order = array("q", range(len(dataset.train)))
    random.Random(seed).shuffle(order)
    validation = _count(len(order), validation_fraction)
    test = _count(len(order), wanted_test)
    if validation + test >= len(order):
        raise DataError(_too_few(dataset, validation, test))
    parts = _cut(order, validation, test)
    train, held, tested = (Part(dataset.train, _sorted(part)) for part in parts)
    return Dataset(train, held, tested or dataset.test, dataset.source)


def _count(total: int, fraction: float) -> int:
    return max(1, round(total * fraction)) if fraction > 0 else 0


def _cut(order: array[int], validation: int, test: int) -> tuple[memoryview, ...]:
    held, whole = validation + test, memoryview(order)
    return whole[held:], whole[:validation], whole[validation:held]


def _sorted(part: memoryview) -> array[int]:
    """Sort in 8 bytes an item, where a list would take 36."""
    return array("q", np.sort(np.asarray(part, dtype=np.int64)).tobytes())


def _too_few(dataset: Dataset[T], validation: int, test: int) -> str:
    return (
        f"{dataset.source}: {len(dataset.train)} training items are too few to hold out "
        f"{validation} for validation and {test} for test. Bring a validation split, or set "
        "data.validation_fraction=0 and data.test_fraction=0."
    )
