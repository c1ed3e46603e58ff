"""Findings of a data check, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["problem", "warning"]

SHOWN_PLACES = 5
"""Places that are remembered of each finding."""

WARNINGS = {
    "empty text": "A model learns nothing from it. Remove it.",
    "no annotation in the split": "Its scores will be 0 or undefined. Annotate it.",
    "white space at the edge of a span": "Such a span is never found exactly. Trim it.",
    "span cuts a word": "Models mark whole words, so it is never found exactly. Extend it.",
    "repeated text": "It counts twice, and may fall into two splits that are held out. Keep one.",
    "repeated text, other labels": "One of them is wrong. Label it again.",
    "text in two splits": "Scores on it are too good. Remove it from one of them.",
    "rare label": "Too few to learn and to score. Find more examples, or merge it with another.",
    "unknown label": "The training split, or `task.labels`, lacks it. Correct it, or add examples.",
    "label missing in a split": "It is not scored there. Move examples into that split.",
    "labels that look alike": "Probably one and the same. Write them in one way.",
}
"""Advice for each kind of finding that training would accept, and for labels."""

REFUSED = frozenset({"unknown label"})
"""Kinds of this table that training refuses."""


@dataclass
class Finding:
    """One kind of thing that is wrong.

    Attributes:
        kind: What, in a few words.
        severity: A `problem` is refused by training; a `warning` is not.
        count: How often it was found.
        places: Where, the first few times.
        advice: What to do about it.
    """

    kind: str
    severity: Severity
    advice: str
    count: int = 0
    places: list[str] = field(default_factory=list)


class Findings:
    """Collects findings by their kind; memory does not grow with their number."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def warn(self, kind: str, place: str) -> None:
        """Note one of the kinds of `WARNINGS`."""
        severity: Severity = "problem" if kind in REFUSED else "warning"
        self._add(kind, severity, WARNINGS[kind], place)

    def refuse(self, kind: str, message: str, place: str) -> None:
        """Note what training refuses, with the message of the first one.

        Args:
            kind: What is wrong, in a few words.
            message: What training says; its place in front is left out.
            place: Where it is.
        """
        self._add(kind, "problem", message.removeprefix(f"{place}: "), place)

    def remark(self, kind: str, message: str, place: str) -> None:
        """Note what training accepts and warns of, in its words."""
        self._add(kind, "warning", f"{message[:1].upper()}{message[1:]}", place)

    @property
    def has_problems(self) -> bool:
        """Whether training would refuse the data."""
        return any(one.severity == "problem" for one in self._found.values())

    def listed(self) -> list[Finding]:
        """Return all findings, problems first, then by their number."""
        return sorted(self._found.values(), key=lambda one: (one.severity, -one.count, one.kind))

    def _add(self, kind: str, severity: Severity, advice: str, place: str) -> None:
        finding = self._found.setdefault(kind, Finding(kind, severity, advice))
        finding.count += 1
        if len(finding.places) < SHOWN_PLACES:
            finding.places.append(place)
