"""A snippet of code within another text, and the way back to where it stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from training.migrate.edits import Edit
from training.migrate.files.kinds import Kind
from training.migrate.findings import Finding

Writing: TypeAlias = Callable[[str, int], str]


def unchanged(code: str, place: int) -> str:
    """Return the code, wherever it goes."""
    return code


@dataclass(frozen=True)
class Snippet:
    """Code as it would stand in a file of its own.

    Attributes:
        kind: What it is.
        text: The code.
        starts: For each of its characters, the offset in the host at which it begins.
        ends: For each of its characters, the offset in the host behind it.
        written: Turns code into the way the host writes it down at an offset of its own.
        describe: Says for people where in the host an offset of the code is.
    """

    kind: Kind
    text: str
    starts: list[int]
    ends: list[int]
    written: Writing = unchanged
    describe: Callable[[int], str] = lambda offset: ""

    def in_host(self, finding: Finding) -> Finding:
        """Return a finding in the code as a finding in the host."""
        edits = tuple(self._edit_in_host(edit) for edit in finding.edits)
        start, end = self._span(finding.start, finding.end)
        within = finding.within or self.describe(finding.start)
        return replace(finding, start=start, end=end, edits=edits, within=within)

    def _edit_in_host(self, edit: Edit) -> Edit:
        start, end = self._span(edit.start, edit.end)
        return Edit(start, end, self.written(edit.text, start))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        if start == end:
            place = self.ends[start - 1] if start else self.starts[0]
            return place, place
        return self.starts[start], self.ends[end - 1]


def snippet_of_lines(
    kind: Kind,
    host: str,
    spans: Iterable[tuple[int, int]],
    written: Writing = unchanged,
) -> Snippet:
    """Return the snippet that consists of stretches of the host, one after the other."""
    text: list[str] = []
    starts: list[int] = []
    for start, end in spans:
        text.append(host[start:end])
        starts.extend(range(start, end))
    return Snippet(kind, "".join(text), starts, [one + 1 for one in starts], written)
