"""The numbers of a token classification evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from training.core.data.documents import Span
from training.core.entity_scores import score_spans
from training.core.learner import Metrics


def token_macro_f1(true: np.ndarray, predicted: np.ndarray, tags: int) -> float:
    """Return the mean F1 of the tags that occur among the true ones, `O` included.

    Args:
        true: Tag ids, shape [tokens].
        predicted: Tag ids, shape [tokens].
        tags: Number of tags.
    """
    support = np.bincount(true, minlength=tags)
    found = np.bincount(predicted, minlength=tags)
    right = np.bincount(true[true == predicted], minlength=tags)
    present = support > 0
    f1 = 2 * right[present] / (support + found)[present]
    return float(f1.mean()) if present.any() else 0.0


def entity_metrics(true: Sequence[Iterable[Span]], predicted: Sequence[Iterable[Span]]) -> Metrics:
    """Return entity precision, recall and F1 over all types and for each (`per_entity`).

    `macro-f1-span` is the old name of `f1`.
    """
    overall, each = score_spans(true, predicted)
    return {
        "f1": overall.f1,
        "precision": overall.precision,
        "recall": overall.recall,
        "macro-f1-span": overall.f1,
        "per_entity": {label: score._asdict() for label, score in each.items()},
    }
