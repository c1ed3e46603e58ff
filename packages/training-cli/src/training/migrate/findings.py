"""Findings of the check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from training.migrate.edits import Edit


class Fix(StrEnum):
    """What can be done about a finding without a person."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True)
class Finding:
    """One use of an old path in a text.

    Attributes:
        code: What kind of use it is, for example ``TM001``; `codes.CODES` explains each.
        start: Offset of its first character.
        end: Offset behind its last one.
        old: The old path.
        new: The path that replaces it, or None when there is none to put in.
        reason: Why the fix is unsafe or has to be made by hand; empty for a safe one.
        edits: The fix.
        fix: How far it can be trusted.
        is_note: Whether it is only reported, and leaves the exit code alone.
        within: Where in a file of several parts it stands: ``cell 3, line 2``.
    """

    code: str
    start: int
    end: int
    old: str
    new: str | None
    reason: str = ""
    edits: tuple[Edit, ...] = ()
    fix: Fix = Fix.SAFE
    is_note: bool = False
    within: str = ""

    def unsafe(self, reason: str) -> Finding:
        """Return the same finding with a fix that is only made on request."""
        return replace(self, fix=Fix.UNSAFE, reason=reason)

    def manual(self, reason: str) -> Finding:
        """Return the same finding without a fix."""
        return replace(self, fix=Fix.MANUAL, reason=reason, edits=())

    @property
    def message(self) -> str:
        """One sentence: what it is now, and what stands in the way of a fix."""
        if self.new is None:
            return f"`{self.old}`: {self.reason}"
        return f"`{self.old}` is now `{self.new}`" + (f"; {self.reason}" if self.reason else "")


@dataclass(frozen=True)
class PlacedFinding:
    """A finding and its place in a file, lines and columns counted from one.

    Attributes:
        path: File.
        finding: What was found.
        line: Line on which it begins.
        column: Column at which it begins, in characters.
        end_line: Line on which it ends.
        end_column: Column behind its last character.
        source: The line on which it begins.
    """

    path: Path
    finding: Finding
    line: int
    column: int
    end_line: int
    end_column: int
    source: str


def fixes(findings: Iterable[Finding], unsafe: bool) -> list[Edit]:
    """Return the edits of every finding that may be fixed.

    Args:
        findings: Of one text.
        unsafe: Whether unsafe fixes are made too.
    """
    wanted = {Fix.SAFE, Fix.UNSAFE} if unsafe else {Fix.SAFE}
    return [edit for one in findings if one.fix in wanted for edit in one.edits]
