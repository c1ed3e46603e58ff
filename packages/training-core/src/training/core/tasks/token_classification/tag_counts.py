"""Count how many words have each tag."""

from __future__ import annotations

from collections.abc import Iterable

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
