"""IPython's own syntax, replaced by Python of the same length.

Code inside of it stays where it is: the statement of `%timeit -n 1 statement`, the name of `name?`,
and the expression of `!command {expression}`.
"""

from __future__ import annotations

import re

from training.migrate.syntax.source import is_python

CODE_MAGIC = re.compile(
    r"%%?(?:time|timeit|prun|memit|mprun|lprun)(?=\s)"
    r"(?:[ \t]+(?:-[nrpltsTDi][ \t]*[\w./]+|--?[a-zA-Z][\w-]*))*(?=[ \t])"
)
MAGIC = re.compile(r"(?P<before>[ \t]*(?:[\w., \t]+=[ \t]*)?)(?P<magic>[!%].*)")
HELP = re.compile(r"(?P<indent>\s*)(?P<first>\?{0,2})(?P<name>[\w.*%]+)(?P<last>\?{0,2})\s*")
EXPANDED = re.compile(r"(?<!\{)\{(?P<braced>[^{}]+)\}(?!\})|\$(?P<dollar>[A-Za-z_][\w.]*\w)")


def without_magics(code: str) -> str:
    """Return the code of a cell with magics, shell commands and questions masked.

    Every character that stays keeps its place.
    """
    lines, continues = [], False
    for line in code.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        masked = "#" * len(body) if continues else _masked(body)
        continues = (continues or masked != body) and body.endswith("\\")
        lines.append(masked + line[len(body) :])
    return "".join(lines)


def _masked(line: str) -> str:
    asked = HELP.fullmatch(line)
    if asked and (asked["first"] or asked["last"]):
        return _name_alone(line, asked)
    found = MAGIC.fullmatch(line)
    if found is None or _is_python(line, found):
        return line
    start = found.start("magic")
    timed = CODE_MAGIC.match(line, start)
    if timed:
        return line[:start] + "0;".ljust(timed.end() - start) + line[timed.end() :]
    return line[:start] + _expanded(line[start:])


def _name_alone(line: str, asked: re.Match[str]) -> str:
    """Return the name of `name?`, as an expression."""
    if not is_python(asked["name"]) or "%" in asked["name"]:
        return _nothing(line, asked.end("indent"))
    before, after = "+" * len(asked["first"]), "#" * (len(line) - asked.end("name"))
    return f"{asked['indent']}{before}{asked['name']}{after}"


def _expanded(command: str) -> str:
    """Return what IPython puts the value of into a command, each as a term of a sum."""
    text, end = "", 0
    for found in EXPANDED.finditer(command):
        term = _term(found)
        if term:
            text += _operator(text, found.start() - end) + term
            end = found.end()
    return text + "#" * (len(command) - end) if text else _nothing(command, 0)


def _term(found: re.Match[str]) -> str:
    braced = found["braced"]
    if braced is None:
        return f"+{found['dollar']}"
    return f"({braced})" if is_python(f"({braced})") else ""


def _operator(before: str, length: int) -> str:
    """Return what joins a term to those before it, or stands before the first."""
    return "+".ljust(length) if length or not before else ""


def _is_python(line: str, found: re.Match[str]) -> bool:
    """Return whether a `%` in the middle of a line is the operator."""
    before = found["before"].strip()
    return bool(before) and not before.endswith("=")


def _nothing(line: str, start: int) -> str:
    """Replace the rest of a line by a statement without effect."""
    return f"{line[:start]}0".ljust(len(line), "#")
