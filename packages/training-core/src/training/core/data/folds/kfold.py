"""Divide a dataset into the folds of a cross-validation, keep them, use them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from training.core.data.folds.checks import Split, annotation_counts
from training.core.data.folds.stratify import stratified_folds
from training.errors import ConfigError, DataError


def create_kfold_splits(
    dataset: list[Any],
    k: int = 5,
    random_seed: int = 42,
    shuffle: bool = True,
    stratified: bool = False,
    entity_types: Iterable[str] | None = None,
) -> list[Split]:
    """Divide a dataset into `k` folds; each document is validated in exactly one.

    The same arguments give the same folds, on every machine.

    Args:
        dataset: The documents; their content is looked at only when `stratified`.
        k: Number of folds, from 2 to the number of documents.
        random_seed: Seed of the shuffling.
        shuffle: Whether chance decides which document goes where; without it neighbours stay
            together, and the seed has no effect.
        stratified: Spread documents by the entity types that occur in them, the rarest first.
            Validation parts may then differ in size by more than one document.
        entity_types: Types that `stratified` looks at; by default all that are annotated.

    Returns:
        Training indices and validation indices of each fold, both ascending.

    Raises:
        ConfigError: `k` does not fit the number of documents.
        DataError: `stratified`, and an item is not a document with annotations.
    """
    _require_fitting(k, len(dataset))
    rng = random.Random(random_seed) if shuffle else None
    order = list(range(len(dataset)))
    if rng is not None:
        rng.shuffle(order)
    if not stratified:
        return _as_splits(_blocks(order, k))
    types = [frozenset(counts) for counts in annotation_counts(dataset, entity_types)]
    return _as_splits(stratified_folds(types, k, order, rng))


def get_fold_data(
    dataset: list[Any], train_indices: list[int], val_indices: list[int]
) -> tuple[list[Any], list[Any]]:
    """Return the training documents and the validation documents of one fold.

    Raises:
        DataError: An index is not one of the dataset's.
    """
    return _chosen(dataset, train_indices, "train"), _chosen(dataset, val_indices, "validation")


def _require_fitting(k: int, size: int) -> None:
    if not 2 <= k <= size:
        most = f"from 2 to {size}, the number of documents" if size >= 2 else "at least 2 documents"
        raise ConfigError(f"k={k}: the number of folds does not fit; it takes {most}.")


def _blocks(order: Sequence[int], k: int) -> list[Sequence[int]]:
    """Cut `order` into `k` stretches whose lengths differ by at most one, longer ones first."""
    length, longer = divmod(len(order), k)
    starts = [fold * length + min(fold, longer) for fold in range(k + 1)]
    return [order[start:end] for start, end in pairwise(starts)]


def _as_splits(folds: Sequence[Sequence[int]]) -> list[Split]:
    everything = range(sum(map(len, folds)))
    parts = [(set(fold), sorted(fold)) for fold in folds]
    return [([index for index in everything if index not in own], ours) for own, ours in parts]


def _chosen(dataset: Sequence[Any], indices: Sequence[int], part: str) -> list[Any]:
    outside = [index for index in indices if not 0 <= index < len(dataset)]
    if outside:
        raise DataError(
            f"{part}: the index {outside[0]} is not in the dataset, whose {len(dataset)} documents "
            "are counted from 0. Were the folds made for another dataset?"
        )
    return [dataset[index] for index in indices]
