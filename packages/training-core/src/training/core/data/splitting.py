"""Hold out a validation or test split when the data has none."""

from __future__ import annotations

import random
from array import array
from collections.abc import Collection, Sequence
from typing import TypeVar

import numpy as np

from training.core.data.dataset import Dataset
from training.core.data.stratify import stratified_parts
from training.core.data.views import Part
from training.errors import DataError

T = TypeVar("T")

SPLITTING = 2
"""Counts the ways in which splits have been held out: by chance, by label."""


def hold_out(
    dataset: Dataset[T],
    validation_fraction: float,
    test_fraction: float,
    seed: int,
    strata: Sequence[Collection[str]] | None = None,
) -> Dataset[T]:
    """Return a dataset that has a validation split, and a test split if it had neither.

    Items are drawn from the training split; a fraction of 0 leaves the split empty, any other takes
    at least one item. The same arguments give the same splits on every machine.

    Args:
        dataset: Items in splits.
        validation_fraction: Share of the training items that validate.
        test_fraction: Share of the training items that test, where the data has no test split.
        seed: Decides which items are drawn.
        strata: Labels of each training item. With them every label keeps an item to train on, and
            where it has more, one to validate and one to test on, as far as they go round; each is
            spread in proportion. Without, or where no item has a label, chance alone decides.

    Raises:
        DataError: Too few items are left to train on.
    """
    if dataset.validation:
        return dataset
    total = len(dataset.train)
    validation = _count(total, validation_fraction)
    test = _count(total, 0.0 if dataset.test else test_fraction)
    if validation + test >= total:
        raise DataError(_too_few(dataset, validation, test))
    parts = _drawn(total, validation, test, seed, strata)
    train, held, tested = (Part(dataset.train, part) for part in parts)
    return Dataset(train, held, tested or dataset.test, dataset.source)


def needs_hold_out(dataset: Dataset[T], validation_fraction: float, test_fraction: float) -> bool:
    """Return whether `hold_out` would take items from the training split."""
    wanted = validation_fraction > 0 or (test_fraction > 0 and not dataset.test)
    return not dataset.validation and wanted


def _drawn(
    total: int, validation: int, test: int, seed: int, strata: Sequence[Collection[str]] | None
) -> Sequence[array[int]]:
    """Return the positions of the training, validation and test items, ascending."""
    if strata is not None and any(strata):
        return stratified_parts(strata, (total - validation - test, validation, test), seed)
    order = array("q", range(total))
    random.Random(seed).shuffle(order)
    return [_sorted(part) for part in _cut(order, validation, test)]


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
