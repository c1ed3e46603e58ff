"""Documents: a text and the spans a person marked in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from training.core.data.dataset import Record
from training.errors import DataError

FORM = '{"text": "…", "annotations": [[start, end, "LABEL"], …]}'


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
        DataError: The text is missing, or a span is malformed, outside the text, blank or
            overlapping; the message names the place.
    """
    values, place = record.values, record.place
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise DataError(f"{place}: expected a document {FORM}, got {_short(values)}.")
    annotations = values.get("annotations") or ()
    if not isinstance(annotations, (list, tuple)):
        raise DataError(
            f"{place}: `annotations` must be a list of [start, end, label], "
            f"got {_short(annotations)}."
        )
    spans = sorted(_parse_span(item, values["text"], place) for item in annotations)
    _refuse_overlap(spans, values["text"], place)
    return Document(values["text"], tuple(spans), place)


def _parse_span(item: Any, text: str, place: str) -> Span:
    if not _is_span(item):
        raise DataError(
            f"{place}: annotation {_short(item)} is no span; expected [start, end, label] with "
            "two whole numbers and a non-empty string."
        )
    span = Span(*item)
    if not 0 <= span.start < span.end <= len(text):
        raise DataError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] lies outside its text or "
            f"is empty; the text has {len(text)} characters, and 0 <= start < end <= {len(text)} "
            "must hold."
        )
    if not text[span.start : span.end].strip():
        raise DataError(
            f"{place}: span [{span.start}, {span.end}, {span.label!r}] holds nothing but white "
            "space. Remove it, or move it to the words it was meant for."
        )
    return span


def _is_span(item: Any) -> bool:
    return (
        isinstance(item, (list, tuple))
        and len(item) == 3
        and all(isinstance(bound, int) and not isinstance(bound, bool) for bound in item[:2])
        and isinstance(item[2], str)
        and bool(item[2].strip())
    )


def _refuse_overlap(spans: Iterable[Span], text: str, place: str) -> None:
    previous: Span | None = None
    for span in spans:
        if previous is not None and span.start < previous.end:
            raise DataError(
                f"{place}: spans {_shown(previous, text)} and {_shown(span, text)} overlap; "
                "a character can belong to one entity only. Keep one of them."
            )
        previous = span


def _shown(span: Span, text: str) -> str:
    return f"[{span.start}, {span.end}, {span.label!r}] ({_short(text[span.start : span.end])})"


def _short(value: Any, limit: int = 60) -> str:
    shown = repr(value)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
