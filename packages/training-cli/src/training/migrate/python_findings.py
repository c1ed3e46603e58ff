"""Every finding in a piece of Python source."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from training.migrate.edits import Edit
from training.migrate.files.lines import LineIndex
from training.migrate.findings import Finding
from training.migrate.fixers import (
    fallbacks,
    from_imports,
    loose_texts,
    module_runs,
    module_table,
    named_imports,
    names_elsewhere,
    plain_imports,
    shim_internals,
    targets,
)
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.tolerant import import_statements

Fixer = Callable[[PythonSource], Iterable[Finding]]

FIXERS: tuple[Fixer, ...] = (
    fallbacks.find,
    from_imports.find,
    plain_imports.find,
    named_imports.find,
    names_elsewhere.find,
    module_table.find,
    targets.find,
    module_runs.find,
    loose_texts.find,
)
"""In the order of precedence: what one has found is not reported again by a later one."""


def find_in_python(text: str, path: Path | None = None) -> list[Finding]:
    """Return the findings in source.

    Args:
        text: The source.
        path: Where it is stored, if it is a file: other modules of its project are looked for
            there.

    Raises:
        SyntaxError: The running Python cannot parse it.
        RecursionError: It is nested too deeply.
    """
    source = PythonSource(text, path)
    found: list[Finding] = []
    for fixer in FIXERS:
        found += _new(fixer(source), found)
    return [*found, *shim_internals.find_in_text(text)]


def find_imports(text: str) -> list[Finding]:
    """Return the findings in the import statements of source that cannot be parsed as a whole."""
    index = LineIndex(text)
    return [
        finding
        for start, end in import_statements(text)
        for finding in _in_statement(index, start, end)
    ]


def _new(findings: Iterable[Finding], known: list[Finding]) -> Iterator[Finding]:
    """Yield the findings that stand in none of those that are known, each once."""
    spans = [(one.start, one.end) for one in known]
    for finding in findings:
        if not any(start <= finding.start and finding.end <= end for start, end in spans):
            spans += [(finding.start, finding.end)] if finding.code == loose_texts.CODE else []
            yield finding


def _in_statement(index: LineIndex, start: int, end: int) -> Iterator[Finding]:
    source = PythonSource(index.text[start:end])
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    for one in [*from_imports.find(source), *plain_imports.find(source)]:
        moved = _moved(one, start, _line_break(index, start, end))
        if moved is None or _may_be_used(source, one):
            yield replace(one, start=start + one.start, end=start + one.end).manual(
                f"{version} cannot parse the file"
            )
        else:
            yield moved.unsafe(f"{version} cannot parse the rest of the file")


def _may_be_used(source: PythonSource, finding: Finding) -> bool:
    """Return whether an ``import a.b`` binds ``a``, whose uses cannot be seen."""
    return re.search(r"\bimport\b.*\bas\b|\bfrom\b", source.text) is None and "." in finding.old


def _moved(finding: Finding, start: int, line_break: str | None) -> Finding | None:
    """Return a finding in one statement as one in the whole text."""
    edits = []
    for edit in finding.edits:
        if "\n" in edit.text and line_break is None:
            return None
        text = edit.text.replace("\n", line_break or "")
        edits.append(Edit(start + edit.start, start + edit.end, text))
    return replace(
        finding, start=start + finding.start, end=start + finding.end, edits=tuple(edits)
    )


def _line_break(index: LineIndex, start: int, end: int) -> str | None:
    """Return what separates a statement from one added below it, or None without room for one."""
    before = index.text[index.line_start(start) : start]
    after = index.text[end : index.line_end(end)]
    return None if before.strip() or after.strip() else index.newline(end) + before
