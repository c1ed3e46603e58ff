"""Count how many words have each tag."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from training.core.data.documents import Document
from training.core.data.words import Splitting, word_bounds
from training.core.tasks.token_classification.tags import TagSet


def tag_counts(documents: Iterable[Document], tags: TagSet, splitting: Splitting) -> np.ndarray:
    """Return how many words have each tag, int64 of shape [tags]."""
    counts = np.zeros(len(tags), dtype=np.int64)
    for document in documents:
        starts, ends = word_bounds(document.text, splitting).T
        found = tags.encode(document.spans, starts, ends)
        counts += np.bincount(found, minlength=len(tags))
    return counts
