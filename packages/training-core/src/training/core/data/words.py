"""Positions of the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from training.core.data.documents import Document, Span

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


class Misfit(NamedTuple):
    """A span that begins or ends inside a word when words stand between spaces.

    Attributes:
        document: Its document.
        span: The span.
        decides: Whether smaller words fit it, so that it asks for them; others fit no words.
    """

    document: Document
    span: Span
    decides: bool


def coarsest_splitting(documents: Iterable[Document]) -> Splitting:
    """Return `signs` where an annotated span needs words that small, else `spaces`.

    Fewer words are fewer places to be wrong: texts that were cut into words before they were
    annotated, as those of CoNLL files, keep these words. A span that begins or ends inside a word
    either way, such as one whose offsets are wrong, decides nothing.
    """
    return "signs" if any(one.decides for one in misfits(documents)) else "spaces"


def misfits(documents: Iterable[Document]) -> Iterator[Misfit]:
    """Yield the spans that do not fit words between spaces."""
    for document in documents:
        doubtful = [span for span in document.spans if not _is_between_spaces(document.text, *span)]
        found = _outside(document, doubtful, "spaces")
        unfit = set(_outside(document, found, "signs"))
        yield from (Misfit(document, span, span not in unfit) for span in found)


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


def _is_between_spaces(text: str, start: int, end: int, label: str) -> bool:
    """Return whether a span is a chunk, or several; a quick look at what most spans are."""
    edges = text[start], text[end - 1]
    around = text[start - 1 : start] if start else "", text[end : end + 1]
    return not any(map(str.isspace, edges)) and all(one.isspace() or not one for one in around)


def _outside(document: Document, spans: Sequence[Span], splitting: Splitting) -> list[Span]:
    """Return the spans that begin or end inside a word."""
    if not spans:
        return []
    starts, ends = word_bounds(document.text, splitting).T
    edges = np.array([(span.start, span.end) for span in spans])
    fits = np.isin(edges[:, 0], starts) & np.isin(edges[:, 1], ends)
    return [span for span, is_whole in zip(spans, fits.tolist()) if not is_whole]
