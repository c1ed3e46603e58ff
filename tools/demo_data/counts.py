"""Counts that describe the dataset."""

from __future__ import annotations

from collections import Counter

from tools.demo_data.corpus import Corpus
from tools.demo_data.segments import Document

OPEN_LABELS = ("NAME", "COMPANY", "SKILL", "INSTITUTION")
"""Labels whose mentions in the test split are partly unknown to the training split."""


def label_counts(documents: list[Document]) -> Counter[str]:
    """Count the spans of each label."""
    return Counter(span.label for document in documents for span in document.spans)


def mean_words(documents: list[Document]) -> float:
    """Return the mean number of words of a document."""
    return sum(len(document.text.split()) for document in documents) / len(documents)


def unseen_share(corpus: Corpus, split: str, label: str) -> float:
    """Return the share of a label's mentions whose exact text is not in the training split.

    Args:
        corpus: The dataset.
        split: Split to look at.
        label: Entity type.

    Returns:
        A share from 0 to 1.
    """
    known = set(_mentions(corpus["train"], label))
    mentions = _mentions(corpus[split], label)
    return sum(mention not in known for mention in mentions) / len(mentions)


def _mentions(documents: list[Document], label: str) -> list[str]:
    return [
        document.text[span.start : span.end]
        for document in documents
        for span in document.spans
        if span.label == label
    ]
