"""Documents: a text and the spans a person marked in it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from training.core.data.dataset import Record
from training.errors import DataError

FORM = '{"text": "…", "annotations": [[start, end, "LABEL"], …]}'


class DocumentError(DataError):
    """A record is no document, or one of its spans cannot be used.

    Args:
        message: What is wrong, where, and the way out.
        kind: What is wrong in two or three words, the same for every such record.
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Span(NamedTuple):
    """A labelled stretch of text: characters `start` up to, not including, `end`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Document:
    """A text with its spans, in order and without overlap.

    Attributes:
        text: The text as written.
        spans: Its entities, sorted by position.
        place: Where it was read, for messages.
    """

    text: str
    spans: tuple[Span, ...] = ()
    place: str = "memory"


def parse_document(record: Record) -> Document:
    """Understand a record as a document.

    Raises:
        DocumentError: The text is missing, or a span is malformed, outside the text, blank or
            overlapping; the message names the place.
    """
    text, annotations = parts_of_document(record)
    spans = sorted(parse_span(item, text, record.place) for item in annotations)
    for before, after in overlapping(spans):
        raise overlap_error(before, after, text, record.place)
    return Document(text, tuple(spans), record.place)


def parts_of_document(record: Record) -> tuple[str, Sequence[Any]]:
    """Return the text of a record and its annotations, which are not looked at yet.

    Raises:
        DocumentError: There is no text, or the annotations are no list.
    """
    values, place = record.values, record.place
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise DocumentError(
            f"{place}: expected a document {FORM}, got {_short(values)}.", "no document"
        )
    annotations = values.get("annotations") or ()
    if not isinstance(annotations, (list, tuple)):
        raise DocumentError(
            f"{place}: `annotations` must be a list of [start, end, label], "
            f"got {_short(annotations)}.",
            "no document",
        )
    return values["text"], annotations


def parse_span(item: Any, text: str, place: str) -> Span:
    """Understand one annotation of a text.

    Raises:
        DocumentError: It is malformed, outside the text, empty or blank.
    """
    if not _is_span(item):
        raise DocumentError(
            f"{place}: annotation {_short(item)} is no span; expected [start, end, label] with "
            "two whole numbers and a non-empty string.",
            "malformed span",
        )
    span = Span(*item)
    if not 0 <= span.start < span.end <= len(text):
        raise DocumentError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] lies outside its text or "
            f"is empty; the text has {len(text)} characters, and 0 <= start < end <= {len(text)} "
            "must hold.",
            "span outside its text, or empty",
        )
    if not text[span.start : span.end].strip():
        raise DocumentError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] holds nothing but white "
            "space. Remove it, or move it to the words it was meant for.",
            "blank span",
        )
    return span


def overlapping(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield neighbours that overlap.

    Args:
        spans: Sorted by position.
    """
    previous: Span | None = None
    for span in spans:
        if previous is not None and span.start < previous.end:
            yield previous, span
        previous = span


def overlap_error(before: Span, after: Span, text: str, place: str) -> DocumentError:
    """Return the error for two spans that overlap."""
    return DocumentError(
        f"{place}: spans {_shown(before, text)} and {_shown(after, text)} overlap; a character can "
        "belong to one entity only. Keep one of them.",
        "overlapping spans",
    )


def _is_span(item: Any) -> bool:
    return (
        isinstance(item, (list, tuple))
        and len(item) == 3
        and all(isinstance(bound, int) and not isinstance(bound, bool) for bound in item[:2])
        and isinstance(item[2], str)
        and bool(item[2].strip())
    )


def _shown(span: Span, text: str) -> str:
    return f"[{span.start}, {span.end}, {span.label!r}] ({_short(text[span.start : span.end])})"


def _short(value: Any, limit: int = 60) -> str:
    shown = repr(value)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
