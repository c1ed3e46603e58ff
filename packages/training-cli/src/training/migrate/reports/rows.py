"""Findings as plain values, for programs."""

from __future__ import annotations

from typing import TypedDict

from training.config.origin import shown_path
from training.migrate.findings import PlacedFinding


class Row(TypedDict):
    """One finding.

    Lines and columns are counted from one; `fix` is ``safe``, ``unsafe`` or ``manual``.
    """

    code: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    within: str
    old: str
    new: str | None
    message: str
    fix: str
    note: bool


def row_of(placed: PlacedFinding) -> Row:
    """Return a finding as plain values."""
    found = placed.finding
    return Row(
        code=found.code,
        path=shown_path(placed.path).replace("\\", "/"),
        line=placed.line,
        column=placed.column,
        end_line=placed.end_line,
        end_column=placed.end_column,
        within=found.within,
        old=found.old,
        new=found.new,
        message=found.message,
        fix=found.fix.value,
        note=found.is_note,
    )
