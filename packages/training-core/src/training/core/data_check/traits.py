"""Look at one sample: its text, its labels, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from training.core.data.dataset import Record
from training.core.data.documents import (
    Document,
    DocumentError,
    Span,
    parts_of_document,
    require_annotations,
    usable_spans,
)
from training.core.data.words import word_bounds
from training.core.data_check.findings import Findings
from training.core.tasks.task import Task
from training.core.tasks.text_classification.labelled_texts import LabelledText, require_labels
from training.errors import DataError


class Traits(NamedTuple):
    """What is compared and counted of a sample.

    Attributes:
        text: Its text; None where it has none.
        labels: Its labels, one for each mention.
        words: Its number of words.
        marks: What a person said about it, to compare samples of the same text.
    """

    text: str | None
    labels: Sequence[str]
    words: int
    marks: object


def look_at(task: Task, sample: Any, findings: Findings) -> Traits:
    """Return the traits of a sample, and note what is odd about it.

    Args:
        task: The task that parsed it.
        sample: What its `parse` returned.
        findings: Where to note it.

    Raises:
        DataError: It cannot be learned from.
    """
    if isinstance(sample, Document):
        return _look_at_document(sample, findings)
    if isinstance(sample, LabelledText):
        require_labels([sample])
    labels = sorted(set(task.strata(sample)))
    seen = task.inputs_of(sample)
    text = seen if isinstance(seen, str) else None
    return Traits(text, labels, len(word_bounds(text)) if text else 0, labels)


def errors_of(record: Record, error: DataError) -> Iterable[DataError]:
    """Return everything that is wrong with a record, of which a task reported the first thing."""
    if not isinstance(error, DocumentError):
        return [error]
    try:
        text, annotations = parts_of_document(record)
    except DocumentError:
        return [error]
    return usable_spans(annotations or (), text, record.place)[1] or [error]


def _look_at_document(document: Document, findings: Findings) -> Traits:
    require_annotations(document)
    text, spans = document.text, document.spans
    words = word_bounds(text)
    _judge_edges(text, spans, words, findings, document.place)
    marks = [(span.label, text[span.start : span.end].casefold()) for span in spans]
    return Traits(text, [span.label for span in spans], len(words), marks)


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
