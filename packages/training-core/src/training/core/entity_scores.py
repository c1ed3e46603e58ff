"""Precision, recall and F1 of entities, as the CoNLL evaluation counts them.

An entity is right when its start, end and type all agree. Source: Tjong Kim Sang and De Meulder
(2003), "Introduction to the CoNLL-2003 Shared Task", section 2.3 (`conlleval`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from typing import NamedTuple

from training.core.data.documents import Span


class Score(NamedTuple):
    """Precision, recall and F1 in [0, 1], and the number of true entities."""

    precision: float
    recall: float
    f1: float
    support: int


def score_from_counts(right: int, predicted: int, true: int) -> Score:
    """Return the score for counts; a ratio without a denominator is 0."""
    precision = right / predicted if predicted else 0.0
    recall = right / true if true else 0.0
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0, true)


def score_spans(
    true: Sequence[Iterable[Span]], predicted: Sequence[Iterable[Span]]
) -> tuple[Score, dict[str, Score]]:
    """Score the spans of documents.

    Args:
        true: Spans of each document as people marked them.
        predicted: Spans of each document as the model found them, in the same order.

    Returns:
        The score over all entities (micro average), and one for each type, sorted by type.
    """
    counts = {"right": Counter[str](), "predicted": Counter[str](), "true": Counter[str]()}
    for wanted, found in zip(map(set, true), map(set, predicted), strict=True):
        counts["true"].update(span.label for span in wanted)
        counts["predicted"].update(span.label for span in found)
        counts["right"].update(span.label for span in wanted & found)
    labels = sorted({*counts["true"], *counts["predicted"]})
    each = {label: score_from_counts(*(one[label] for one in counts.values())) for label in labels}
    return score_from_counts(*(one.total() for one in counts.values())), each
