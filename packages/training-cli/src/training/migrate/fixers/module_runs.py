"""TM004: `python -m old.module`, in shell text and in lists of arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TypeGuard

from training.migrate.findings import Finding
from training.migrate.old_paths import dotted, occurrences, path_edit
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import path_in_literal

CODE = "TM004"
OPTION = "-m"
WINDOW = 300
COMMAND_END = re.compile(r"[;&|]|\n[ \t]*\n|(?<!\\)\n(?![ \t]*-|[ \t]*[\"'])")
ARGUMENTS = re.compile(r"\bargs[\"']?[ \t]*[:=]")
PROGRAM = re.compile(
    r"(?P<runs>\b(?:python[\d.]*w?|pypy[\d.]*|torchrun|coverage|accelerate|deepspeed|uv|pdb|"
    r"viztracer|scalene|py)\b|%run\b|\$[({]?\w*py\w*[)}]?)|\b(?:pytest|py\.test|git|commit)\b",
    re.IGNORECASE,
)


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every old module that Python source runs as a program."""
    for node in source.nodes:
        if isinstance(node, (ast.List, ast.Tuple)):
            yield from _in_arguments(source, node.elts)
        elif isinstance(node, ast.Call):
            yield from _in_arguments(source, node.args)
        elif isinstance(node, ast.JoinedStr) or _is_text(node):
            yield from _in_literal(source, node)


def find_in_text(text: str) -> Iterator[Finding]:
    """Yield a finding for every old module that a shell command in `text` runs."""
    for found, new in occurrences(_run(), text):
        if _is_run_by_python(text, found.start()):
            start, old = found.start("path"), found["path"]
            yield Finding(CODE, *found.span("path"), old, new, edits=(path_edit(start, old, new),))


def _in_arguments(source: PythonSource, nodes: Sequence[ast.expr]) -> Iterator[Finding]:
    for at, (option, module) in enumerate(pairwise(nodes)):
        if isinstance(option, ast.Constant) and option.value == OPTION:
            found = path_in_literal(source, module, CODE)
            if found is not None and _takes_modules(nodes[:at]):
                yield found


def _takes_modules(nodes: Sequence[ast.expr]) -> bool:
    """Return whether the program in a list of arguments may be Python."""
    words = [str(one.value) for one in nodes if isinstance(one, ast.Constant)]
    programs = list(PROGRAM.finditer(" ".join(words)))
    return not programs or programs[-1]["runs"] is not None


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _in_literal(source: PythonSource, node: ast.expr) -> Iterator[Finding]:
    """Look at a literal as it is written: a command in an f-string is found, too."""
    if isinstance(source.parents.get(node), ast.JoinedStr):
        return
    start, text = source.start(node), source.segment(node)
    for one in find_in_text(text) if OPTION in text else ():
        place = start + one.start
        edit = path_edit(place, one.old, str(one.new))
        yield replace(one, start=place, end=place + len(one.old), edits=(edit,))


def _is_run_by_python(text: str, place: int) -> bool:
    """Return whether the program in front of ``-m`` runs modules: `pytest -m` takes markers."""
    before = text[max(0, place - WINDOW) : place]
    command = COMMAND_END.split(before)[-1]
    programs = list(PROGRAM.finditer(command))
    if not programs and ARGUMENTS.search(command):
        programs = list(PROGRAM.finditer(before))
    return bool(programs) and programs[-1]["runs"] is not None


@cache
def _run() -> re.Pattern[str]:
    gap = r"[\"']?(?:[ \t,=]|\\?\r?\n[ \t]*(?:-[ \t]+)?)*[\"']?"
    return re.compile(rf"(?<![\w-])-m{gap}(?P<path>{dotted()})")
