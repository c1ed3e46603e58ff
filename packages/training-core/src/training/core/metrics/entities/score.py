"""Score tags or spans in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from training.core.data.documents import Span
from training.core.metrics.entities.counts import EntityCounts
from training.core.metrics.entities.entities import entities_of
from training.core.metrics.entities.f1 import EntityScores
from training.core.metrics.entities.name_numbers import Numbers
from training.core.metrics.entities.tag_strings import TaggedWords, TagNames, read_tags
from training.core.metrics.entities.tag_table import Scheme, TagTable


def score_tags(true: TagNames, predicted: TagNames, scheme: Scheme = "conll") -> EntityScores:
    """Score the entities in tags written as text.

    Args:
        true: Tags of each sentence as people gave them.
        predicted: Tags of each sentence as the model found them, in the same order.
        scheme: How tags become entities.

    Raises:
        DataError: A tag is not of the scheme, or the two sides do not have the same words.
    """
    table, wanted, found = read_tags(true, predicted, scheme)
    return score_tagged_words(table, wanted, found)


def score_tagged_words(table: TagTable, true: TaggedWords, predicted: TaggedWords) -> EntityScores:
    """Score the entities in tag ids.

    Args:
        table: What the ids mean, and how they become entities.
        true: True tags.
        predicted: Predicted tags of the same words.
    """
    counts = EntityCounts(table.types)
    counts.add(entities_of(*true, table), entities_of(*predicted, table))
    return counts.scores()


def score_spans(
    true: Sequence[Iterable[Span]], predicted: Sequence[Iterable[Span]]
) -> EntityScores:
    """Score the spans of documents.

    Args:
        true: Spans of each document as people marked them.
        predicted: Spans of each document as the model found them, in the same order.

    Raises:
        ValueError: The numbers of documents differ.
    """
    if len(true) != len(predicted):
        raise ValueError(f"{len(true)} documents are marked and {len(predicted)} predicted.")
    index = Numbers()
    rows = [_rows(side, index) for side in (true, predicted)]
    counts = EntityCounts(list(index))
    counts.add(*rows)
    return counts.scores()


def _rows(documents: Iterable[Iterable[Span]], index: Numbers) -> np.ndarray:
    """Return document, start, end, type index of each span, int64 of shape [spans, 4]."""
    rows = [
        (number, span.start, span.end, index[span.label])
        for number, spans in enumerate(documents)
        for span in spans
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)
