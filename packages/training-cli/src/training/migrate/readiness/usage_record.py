"""One line of the log of old imports, as the shims write it and `training migrate usage` reads it.

The shims load this module in the user's process: it needs nothing but the standard library.
"""

from __future__ import annotations

from typing import NamedTuple

VARIABLE = "TRAINING_LEGACY_USAGE"
"""Environment variable that names the log; without it nothing is recorded."""


class UsageRecord(NamedTuple):
    """The import of an old path by one line of code in one process.

    Attributes:
        time: When, in UTC, as ``2026-01-31T12:00:00+00:00``.
        old: Old path as it was asked for; empty for the line that says when the log began.
        new: What it stands for.
        file: File that imports.
        line: Its line, from 1.
        process: Number of the process.
    """

    time: str
    old: str
    new: str
    file: str
    line: int
    process: int

    @property
    def caller(self) -> str:
        """The line of code, as ``FILE:LINE``."""
        return f"{self.file}:{self.line}"

    @property
    def day(self) -> str:
        """The day of the import, as ``2026-01-31``."""
        return self.time[:10]

    def to_line(self) -> str:
        """Return the record as one line of JSON."""
        import json

        return json.dumps(self._asdict(), ensure_ascii=False) + "\n"
