"""Fixes as unified differences, which `patch` and `git apply` read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from training.config.origin import shown_path
from training.migrate.fix import FileFix

LINE = re.compile(r"[^\n]*\n|[^\n]+")
NO_END = "\\ No newline at end of file\n"


def difference(fix: FileFix) -> Iterator[str]:
    """Yield the lines of the difference that a fix makes, each with its line end."""
    name = shown_path(fix.report.path).replace("\\", "/")
    before, after = LINE.findall(fix.before), LINE.findall(fix.after)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n{NO_END}"
