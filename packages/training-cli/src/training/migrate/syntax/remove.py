"""Take names out of an import statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from training.migrate.edits import Edit
from training.migrate.syntax.source import PythonSource

COMMENT = re.compile(r"#[^\r\n]*")


def remove_aliases(
    source: PythonSource, statement: ast.ImportFrom, gone: Sequence[ast.alias]
) -> tuple[list[Edit], list[str]]:
    """Return the edits that remove some of the names of a statement, and their comments.

    A name that has its line to itself goes with the line, its comment included.

    Args:
        source: Source of the statement.
        statement: The import statement.
        gone: The names to remove; at least one other stays.
    """
    edits, comments = [], []
    in_parentheses = source.segment(statement).endswith(")")
    for alias in gone:
        lines = _own_lines(source, alias) if in_parentheses else None
        start, end = lines or _stretch(source, statement.names, alias, gone)
        edits.append(Edit(start, end, ""))
        comments += COMMENT.findall(source.text[start:end])
    return _merged(edits), comments


def _own_lines(source: PythonSource, alias: ast.alias) -> tuple[int, int] | None:
    """Return the stretch of a name that shares its lines only with a comma and a comment."""
    start, end = source.start(alias), source.end(alias)
    first, last = source.lines.line_start(start), source.lines.line_end(end)
    after = source.text[end:last]
    if source.text[first:start].strip() or not re.fullmatch(r"\s*,?\s*(?:#.*)?", after):
        return None
    if last == len(source.text):
        return None
    return first, last + len(source.lines.newline(end))


def _stretch(
    source: PythonSource,
    aliases: Sequence[ast.alias],
    alias: ast.alias,
    gone: Sequence[ast.alias],
) -> tuple[int, int]:
    """Return the stretch of a name with one of the commas beside it."""
    index = aliases.index(alias)
    start, end = source.start(alias), source.end(alias)
    if any(one not in gone for one in aliases[index + 1 :]):
        return start, _without_comment(source, end, source.start(aliases[index + 1]))
    before = source.end(aliases[max(at for at in range(index) if aliases[at] not in gone)])
    return (start if "#" in source.text[before:start] else before), end


def _without_comment(source: PythonSource, end: int, following: int) -> int:
    """Return where the removal of a name ends: at the next name, or before a comment."""
    between = source.text[end:following]
    if "#" not in between:
        return following
    return end + len(re.match(r"[\s\\]*,[ \t]*", between + ",")[0])  # type: ignore[index]


def _merged(edits: list[Edit]) -> list[Edit]:
    """Return the removals without overlaps."""
    merged: list[Edit] = []
    for edit in sorted(edits):
        if merged and edit.start <= merged[-1].end:
            last = merged.pop()
            edit = Edit(last.start, max(last.end, edit.end), "")
        merged.append(edit)
    return merged
