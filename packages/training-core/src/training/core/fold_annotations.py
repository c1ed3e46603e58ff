"""Look up which entity types occur in the documents that are divided into folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
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
