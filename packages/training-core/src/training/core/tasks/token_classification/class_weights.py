"""Weights that let rare tags count for more."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from training.core.backbones.words import words_of
from training.core.data.documents import Document
from training.core.tasks.token_classification.tags import TagSet


def tag_counts(documents: Iterable[Document], tags: TagSet) -> np.ndarray:
    """Return how many words have each tag, int64 of shape [tags]."""
    counts = np.zeros(len(tags), dtype=np.int64)
    for document in documents:
        bounds = np.array(words_of(document.text), dtype=np.int64).reshape(-1, 2)
        found = tags.encode(document.spans, bounds[:, 0], bounds[:, 1])
        counts += np.bincount(found, minlength=len(tags))
    return counts


def balanced_weights(counts: Sequence[int] | np.ndarray, smoothing: float) -> list[float]:
    """Return the weight of each tag: its inverse frequency, flattened.

    A tag with count n gets n ** (smoothing - 1), and all weights are scaled so that the mean over
    words is 1; one that never occurs gets the weight of the rarest. With a smoothing of 0 this is
    the `balanced` heuristic of King and Zeng (2001), "Logistic Regression in Rare Events Data".

    Args:
        counts: Words with each tag.
        smoothing: From 0, where every tag counts as much as any other in all, to 1, where every
            word does.
    """
    seen = np.maximum(np.asarray(counts, dtype=np.float64), 0.0)
    if not seen.any():
        return [1.0] * len(seen)
    filled = np.where(seen > 0, seen, seen[seen > 0].min())
    weights = filled ** (smoothing - 1.0)
    mean = float((weights * seen).sum() / seen.sum())
    return [float(weight) for weight in weights / mean]
