"""IPython's own syntax, replaced by Python of the same length."""

from __future__ import annotations

import re

CODE_MAGIC = re.compile(r"%(?:time|timeit|prun|memit|mprun)(?=\s)")
MAGIC = re.compile(r"(?P<before>[ \t]*(?:[\w., \t]+=[ \t]*)?)(?P<magic>[!%].*)")
HELP = re.compile(r"\?{1,2}[\w.*%]+|[\w.*%]+\?{1,2}")


def without_magics(code: str) -> str:
    """Return the code of a cell with magics, shell commands and questions masked.

    Every character keeps its place. ``%time statement`` keeps its statement.
    """
    lines, continues = [], False
    for line in code.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        masked = "#" * len(body) if continues else _masked(body)
        continues = (continues or masked != body) and body.endswith("\\")
        lines.append(masked + line[len(body) :])
    return "".join(lines)


def _masked(line: str) -> str:
    stripped = line.strip()
    if HELP.fullmatch(stripped):
        return _nothing(line, len(line) - len(line.lstrip()))
    found = MAGIC.fullmatch(line)
    if found is None or _is_python(line, found):
        return line
    timed = CODE_MAGIC.match(line, found.start("magic"))
    if timed:
        return line[: timed.start()] + "0;".ljust(len(timed.group())) + line[timed.end() :]
    return _nothing(line, found.start("magic"))


def _is_python(line: str, found: re.Match[str]) -> bool:
    """Return whether a `%` in the middle of a line is the operator."""
    before = found["before"].strip()
    return bool(before) and not before.endswith("=")


def _nothing(line: str, start: int) -> str:
    """Replace the rest of a line by a statement without effect."""
    return f"{line[:start]}0".ljust(len(line), "#")
