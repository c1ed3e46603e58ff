"""Divide a list of documents into training and test items, and write them to files."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from training.core.data.folds.checks import annotation_counts
from training.core.data.folds.stratify import stratified_folds
from training.core.io.atomic_files import write_text
from training.errors import ConfigError

Items = list[dict[str, Any]]

MOST_PARTS = 20
"""A stratified share is made of equal parts: the nearest fraction with at most so many of them."""


def split_train_test(
    dataset: Items,
    train_ratio: float = 0.8,
    stratified: bool = False,
    random_seed: int = 42,
    entity_types: Sequence[str] | None = None,
) -> tuple[Items, Items]:
    """Return training items and test items, in the order of the dataset.

    Args:
        dataset: The documents; their annotations are looked at only when `stratified`.
        train_ratio: Share of the training items, between 0 and 1.
        stratified: Spread documents by the entity types that occur in them.
        random_seed: The same seed gives the same split on every machine.
        entity_types: Types that `stratified` looks at; by default all that are annotated.

    Raises:
        ConfigError: The ratio leaves one side empty.
        DataError: `stratified`, and an item is not a document with annotations.
    """
    tested = len(dataset) - round(len(dataset) * train_ratio)
    if not 0.0 < train_ratio < 1.0 or not 0 < tested < len(dataset):
        raise ConfigError(
            f"train_ratio={train_ratio}: with {len(dataset)} documents it leaves no training or no "
            "test item; expected a share between 0 and 1 that leaves both."
        )
    test = _chosen(dataset, tested, stratified, random_seed, entity_types)
    parts: tuple[Items, Items] = ([], [])
    for index, item in enumerate(dataset):
        parts[index in test].append(item)
    return parts


def save_split_files(output_dir: Path, train_data: Items, test_data: Items) -> None:
    """Write ``train.json`` and ``test.json``; half of a surrogate pair becomes a question mark."""
    folder = Path(output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("train.json", train_data), ("test.json", test_data)):
        content = json.dumps(items, ensure_ascii=False, indent=2)
        write_text(folder / name, content.encode("utf-8", "replace").decode("utf-8"))


def _chosen(
    dataset: Items,
    count: int,
    stratified: bool,
    seed: int,
    entity_types: Sequence[str] | None,
) -> set[int]:
    generator = random.Random(seed)
    order = list(range(len(dataset)))
    generator.shuffle(order)
    if not stratified:
        return set(order[:count])
    types = [frozenset(counts) for counts in annotation_counts(dataset, entity_types)]
    share = Fraction(count, len(dataset)).limit_denominator(MOST_PARTS)
    parts = stratified_folds(types, share.denominator, order, generator)
    return {index for part in parts[: max(1, share.numerator)] for index in part}
