"""Look at one record: its text, its labels, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from training.core.data.dataset import Record
from training.core.data.documents import DocumentError
from training.core.data.documents import Span
from training.core.data.documents import overlap_error
from training.core.data.documents import overlapping
from training.core.data.documents import parse_span
from training.core.data.documents import parts_of_document
from training.core.data.words import word_bounds
from training.core.data_check.findings import Findings
from training.core.tasks.text_classification.labelled_texts import parse_labelled_text
from training.core.tasks.text_classification.labelled_texts import require_labels


class Traits(NamedTuple):
    """What is compared and counted of a record.

    Attributes:
        text: Its text.
        labels: Its labels, one for each mention.
        words: Its number of words.
        marks: What a person said about it, to compare records of the same text.
    """

    text: str
    labels: Sequence[str]
    words: int
    marks: object


Look = Callable[[Record, Findings], Traits]


def look_at_document(record: Record, findings: Findings) -> Traits:
    """Look at a document with spans; every span that cannot be used is noted.

    Raises:
        DataError: It is no document.
    """
    text, annotations = parts_of_document(record)
    words = word_bounds(text)
    spans: list[Span] = []
    for item in annotations:
        try:
            spans.append(parse_span(item, text, record.place))
        except DocumentError as error:
            findings.refuse(error.kind, str(error), record.place)
    spans.sort()
    for before, after in overlapping(spans):
        overlap = overlap_error(before, after, text, record.place)
        findings.refuse(overlap.kind, str(overlap), record.place)
    _judge_edges(text, spans, words, findings, record.place)
    marks = [(span.label, text[span.start : span.end].casefold()) for span in spans]
    return Traits(text, [span.label for span in spans], len(words), marks)


def look_at_labelled_text(record: Record, findings: Findings) -> Traits:
    """Look at a text with one label.

    Raises:
        DataError: It is none.
    """
    sample = parse_labelled_text(record)
    require_labels([sample])
    label = str(sample.label)
    return Traits(sample.text, [label], len(word_bounds(sample.text)), label)


def _judge_edges(
    text: str,
    spans: Sequence[Span],
    words: np.ndarray,
    findings: Findings,
    place: str,
) -> None:
    starts, ends = (set(edge) for edge in words.T.tolist())
    for span in spans:
        marked = text[span.start : span.end]
        if marked != marked.strip():
            findings.warn("white space at the edge of a span", f"{place} ({marked!r})")
        elif span.start not in starts or span.end not in ends:
            findings.warn("span cuts a word", f"{place} ({marked!r})")
