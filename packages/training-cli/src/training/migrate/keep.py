"""`# training: keep`: what its author wants left as it is.

The comment counts for its line; on a line of its own, for the next line too; and as
`# training: keep-file` for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from training.migrate.files.lines import LineIndex
from training.migrate.findings import Finding

COMMENT = re.compile(r"(?:#|//|<!--|;|\.\.)[ \t]*training:[ \t]*keep(?P<file>-file)?\b")


def without_kept(text: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that neither stand on a kept line nor would change one."""
    lines = kept_lines(text)
    index = LineIndex(text) if lines else None
    for finding in findings:
        if index is None or not lines & set(_touched(index, finding)):
            yield finding


def is_kept_file(text: str) -> bool:
    """Return whether the whole file is to be left alone."""
    return any(found["file"] for found in COMMENT.finditer(text))


def kept_lines(text: str) -> set[int]:
    """Return the numbers of the lines that are to be left alone."""
    if "training: keep" not in text and not COMMENT.search(text):
        return set()
    index = LineIndex(text)
    lines = set()
    for found in COMMENT.finditer(text):
        line, column = index.place(found.start())
        lines.add(line)
        if not index.line(line)[: column - 1].strip():
            lines.add(line + 1)
    return lines


def _touched(index: LineIndex, finding: Finding) -> Iterator[int]:
    spans = [(finding.start, finding.end), *((edit.start, edit.end) for edit in finding.edits)]
    for start, end in spans:
        yield from range(index.place(start)[0], index.place(max(start, end - 1))[0] + 1)
