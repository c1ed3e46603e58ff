"""Where the words of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Literal

import numpy as np

from training.core.data.documents import Document

Splitting = Literal["signs", "spaces"]
"""`signs`: every run of letters and digits is a word, and so is every other sign and every
character of scripts that write no spaces (Chinese, Japanese). `spaces`: what stands between spaces
is a word, such as `@user`, `it's` or `http://a.b/c`; brackets, quotes and signs at its ends
are words of their own."""

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SIGNS = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s]")
CHUNKS = re.compile(r"\S+")
OPENING = "([{<\"'`\u201c\u2018\u201e\u00ab\u00bf\u00a1"
CLOSING = ")]}>\"'`\u201d\u2019\u00bb.,;:!?\u2026"


def word_bounds(text: str, splitting: Splitting = "signs") -> np.ndarray:
    """Return where words begin and end; every character but white space is in exactly one.

    Returns:
        int64 of shape [words, 2]: first character, and the character after the last.
    """
    found = _between_spaces(text) if splitting == "spaces" else _by_signs(text)
    return np.array(list(found), dtype=np.int64).reshape(-1, 2)


def words_at(text: str, bounds: np.ndarray) -> list[str]:
    """Return the words at their bounds, int64 of shape [words, 2]."""
    return [text[start:end] for start, end in bounds.tolist()]


def coarsest_splitting(documents: Iterable[Document]) -> Splitting:
    """Return `spaces` where no annotated span begins or ends inside a word then, else `signs`.

    Fewer words are fewer places to be wrong: texts that were cut into words before they were
    annotated, as those of CoNLL files, keep these words.
    """
    whole = all(_keeps_spans(document) for document in documents)
    return "spaces" if whole else "signs"


def _by_signs(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in SIGNS.finditer(text))


def _between_spaces(text: str) -> Iterator[tuple[int, int]]:
    for match in CHUNKS.finditer(text):
        chunk, start = match.group(), match.start()
        first = len(chunk) - len(chunk.lstrip(OPENING))
        last = max(first, len(chunk.rstrip(CLOSING)))
        yield from ((start + place, start + place + 1) for place in range(first))
        if first < last:
            yield start + first, start + last
        yield from ((start + place, start + place + 1) for place in range(last, len(chunk)))


def _keeps_spans(document: Document) -> bool:
    if not document.spans:
        return True
    starts, ends = word_bounds(document.text, "spaces").T
    edges = np.array([(span.start, span.end) for span in document.spans])
    return bool(np.isin(edges[:, 0], starts).all() and np.isin(edges[:, 1], ends).all())
