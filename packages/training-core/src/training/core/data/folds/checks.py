"""Check that folds can be used: whole numbers, no overlap, nothing missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from training.errors import DataError


def annotation_counts(
    dataset: Sequence[Any], entity_types: Iterable[str] | None = None
) -> list[Counter[str]]:
    """Return how often each entity type is annotated in each document.

    Args:
        dataset: Documents ``{"text": str, "annotations": [[start, end, label], …]}``; one without
            annotations has none.
        entity_types: Types to look at; None looks at all.

    Raises:
        DataError: An item is not such a document.
    """
    wanted = None if entity_types is None else set(entity_types)
    return [_counts(item, index, wanted) for index, item in enumerate(dataset)]


def _counts(item: Any, index: int, wanted: set[str] | None) -> Counter[str]:
    annotations = item.get("annotations") or () if isinstance(item, Mapping) else None
    if not isinstance(annotations, (list, tuple)):
        raise _no_document(item, index)
    labels = (_label(annotation, item, index) for annotation in annotations)
    return Counter(label for label in labels if wanted is None or label in wanted)


def _label(annotation: Any, item: Any, index: int) -> str:
    if not isinstance(annotation, (list, tuple)) or len(annotation) != 3:
        raise _no_document(item, index)
    return str(annotation[2])


def _no_document(item: Any, index: int) -> DataError:
    return DataError(
        f"dataset[{index}]: expected a document with `annotations` of the form "
        f'[[start, end, "LABEL"], …], got {str(item)[:80]!r}.'
    )


Split = tuple[list[int], list[int]]
"""Indices of the training part and of the validation part of one fold."""


def validate_splits(
    dataset: list[Any], splits: list[Split], entity_types: Iterable[str] | None = None
) -> dict[int, dict[str, int]]:
    """Check that every document is validated exactly once and trained on in all other folds.

    Args:
        dataset: Documents ``{"text": str, "annotations": [[start, end, label], …]}``.
        splits: As `create_kfold_splits` returns them.
        entity_types: Types to count; by default all that are annotated.

    Returns:
        Number of annotations of each type in the validation part of each fold, by fold number; a
        type that does not occur there counts 0.

    Raises:
        DataError: A fold has an index twice, out of range, or in both parts; or a document is
            missing from a fold or not in exactly one validation part.
    """
    require_partition(len(dataset), splits)
    wanted = None if entity_types is None else set(entity_types)
    counts = annotation_counts(dataset, wanted)
    kinds = sorted({kind for found in counts for kind in found} | (wanted or set()))
    return {
        fold: {kind: sum(counts[index][kind] for index in validation) for kind in kinds}
        for fold, (_, validation) in enumerate(splits)
    }


def require_partition(size: int, splits: Sequence[Split]) -> None:
    """Refuse splits that are not a cross-validation of `size` documents.

    Raises:
        DataError: As `validate_splits`.
    """
    for fold, split in enumerate(splits):
        check_split(split, f"fold {fold}", size)
        missing = sorted(set(range(size)).difference(*split))
        if missing:
            raise DataError(
                f"fold {fold}: {_listed(missing)} in neither part; each of the {size} documents "
                "belongs to training or validation."
            )
    _require_each_once(size, splits)


def check_split(split: Any, place: str, size: int | None = None) -> Split:
    """Return a fold's two parts, checked one by one and against each other.

    Args:
        split: Training indices and validation indices.
        place: What the fold is called in messages.
        size: Number of documents, where it is known.

    Raises:
        DataError: A part is empty or no list, or an index is not usable, doubled or in both.
    """
    train, validation = (
        _checked_part(part, f"{place}, {name}", size)
        for name, part in zip(("train", "validation"), split, strict=True)
    )
    shared = sorted(set(train) & set(validation))
    if shared:
        raise DataError(f"{place}: {_listed(shared)} in both train and validation; keep one.")
    return train, validation


def _checked_part(part: Any, place: str, size: int | None) -> list[int]:
    if not isinstance(part, (list, tuple)) or not part:
        raise DataError(f"{place}: expected a list of at least one index, got {str(part)[:60]!r}.")
    for index in part:
        _check_index(index, place, size)
    doubled = sorted(index for index, count in Counter(part).items() if count > 1)
    if doubled:
        raise DataError(f"{place}: {_listed(doubled)} more than once; keep each index once.")
    return list(part)


def _check_index(index: Any, place: str, size: int | None) -> None:
    whole = isinstance(index, int) and not isinstance(index, bool)
    if not whole or index < 0 or (size is not None and index >= size):
        allowed = ">= 0" if size is None else f"from 0 to {size - 1}"
        raise DataError(f"{place}: the index {index!r} must be a whole number {allowed}.")


def _require_each_once(size: int, splits: Sequence[Split]) -> None:
    counts = Counter(index for _, validation in splits for index in validation)
    wrong = [index for index in range(size) if counts[index] != 1]
    if wrong:
        raise DataError(
            f"{_listed(wrong)} in {counts[wrong[0]]} validation parts; every document must be "
            f"validated in exactly one of the {len(splits)} folds."
        )


def _listed(indices: Sequence[int]) -> str:
    shown = ", ".join(map(str, indices[:5]))
    more = f" and {len(indices) - 5} more" if len(indices) > 5 else ""
    return f"index {shown} is" if len(indices) == 1 else f"indices {shown}{more} are"
