"""Pieces of text, labelled or not, and the documents that they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

LABELS = (
    "NAME",
    "EMAIL",
    "PHONE",
    "LOCATION",
    "COMPANY",
    "DESIGNATION",
    "SKILL",
    "EDUCATION",
    "INSTITUTION",
    "DATE",
    "SALARY",
)
"""Every entity type of the dataset, in the order of the documentation."""


@dataclass(frozen=True)
class Segment:
    """A piece of a document; with a label it is exactly one annotated span."""

    text: str
    label: str | None = None

    def map(self, change: Callable[[str], str]) -> Segment:
        """Return the segment with its text changed and its label kept."""
        return replace(self, text=change(self.text))


@dataclass(frozen=True)
class Span:
    """An annotation: character offsets `start` (included) and `end` (excluded), and a label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Document:
    """A text and its annotations, sorted and without overlaps."""

    text: str
    spans: tuple[Span, ...]


def to_document(segments: Iterable[Segment]) -> Document:
    """Join segments into a document, with one span for each labelled segment.

    Args:
        segments: The pieces in reading order.

    Returns:
        The document with the offsets of its spans.
    """
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for segment in segments:
        if segment.label is not None:
            spans.append(Span(length, length + len(segment.text), segment.label))
        parts.append(segment.text)
        length += len(segment.text)
    return Document("".join(parts), tuple(spans))
