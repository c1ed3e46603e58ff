"""The code of a Jupyter notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.errors import DataError
from training.migrate.embedded.json_strings import characters, json_strings
from training.migrate.embedded.magics import without_magics
from training.migrate.embedded.snippet import Snippet, Writing
from training.migrate.files.kinds import Kind
from training.migrate.syntax.source import is_python

SHELL_MAGIC = re.compile(r"%%(?:bash|sh|script\s+(?:ba|z)?sh|system|!)")
CODE_MAGIC = re.compile(r"%%(?:time|timeit|capture|prun|memit)\b")
FILE_MAGIC = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+)?\S+\.py\s*$", re.MULTILINE)
PROCESS_MAGIC = re.compile(r"%%(?:python[23]?|pypy3?|script\s+\S*python[\d.]*)\b")
SHELL_LINE = re.compile(r"^[ \t]*(?:[\w., \t]+=[ \t]*)?[!%]", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes:
        number: Position among all cells, counted from one.
        text: Its source.
        starts: Where each character begins in the file.
        ends: Where each character ends in the file.
    """

    number: int
    text: str
    starts: list[int]
    ends: list[int]

    @property
    def kind(self) -> Kind | None:
        """What the cell holds, judged by its first line."""
        if not self.text.startswith("%%") or CODE_MAGIC.match(self.text):
            return Kind.PYTHON
        return Kind.SHELL if SHELL_MAGIC.match(self.text) else None


def notebook_snippets(text: str) -> tuple[list[Snippet], list[str]]:
    """Return the code of a notebook, and what is wrong with cells that cannot be read.

    All Python cells make one snippet, since a name imported in one is used in the next; the shell
    commands are looked at cell by cell, and so is code that another process runs.

    Raises:
        DataError: It is no notebook.
    """
    cells = list(_code_cells(text))
    written = _Writer(text).written
    python = [cell for cell in cells if cell.kind is Kind.PYTHON]
    masked = [cell.text if is_python(cell.text) else without_magics(cell.text) for cell in python]
    problems = []
    if not is_python("\n".join(masked)):
        for index, (cell, code) in enumerate(zip(python, masked)):
            if not is_python(code):
                problems.append(f"cell {cell.number} is no Python that can be parsed")
                masked[index] = re.sub(r"[^\r\n]", "#", code)
    snippets = [_joined(python, masked, written)]
    for cell in cells:
        if FILE_MAGIC.match(cell.text) or PROCESS_MAGIC.match(cell.text):
            snippets.append(_snippet(cell, Kind.PYTHON, _commented(cell.text), written))
        elif cell.kind is Kind.SHELL or SHELL_LINE.search(cell.text):
            snippets.append(_snippet(cell, Kind.SHELL, cell.text, written))
    return snippets, problems


def _code_cells(text: str) -> Iterator[Cell]:
    try:
        notebook = json.loads(text)
        kinds = [cell["cell_type"] for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"it is no notebook of format 4 ({error})") from error
    sources: dict[int, Cell] = {}
    for path, start, end in json_strings(text):
        if path[0] == "cells" and path[2:3] == ("source",) and kinds[int(path[1])] == "code":
            number = int(path[1]) + 1
            cell = sources.get(number, Cell(number, "", [], []))
            parts = list(characters(text, start, end))
            sources[number] = Cell(
                number,
                cell.text + "".join(part for part, _, _ in parts),
                cell.starts + [begin for _, begin, _ in parts],
                cell.ends + [finish for _, _, finish in parts],
            )
    yield from sources.values()


def _joined(cells: list[Cell], masked: list[str], written: Writing) -> Snippet:
    text, starts, ends, first = "", [], [], []
    for cell, code in zip(cells, masked):
        first.append(len(text))
        place = cell.ends[-1] if cell.ends else 0
        text += f"{code}\n"
        starts += [*cell.starts, place]
        ends += [*cell.ends, place]

    def describe(offset: int) -> str:
        index = max(at for at, begin in enumerate(first) if begin <= offset)
        line = text.count("\n", first[index], offset) + 1
        return f"cell {cells[index].number}, line {line}"

    return Snippet(Kind.PYTHON, text, starts, ends, written, describe)


def _snippet(cell: Cell, kind: Kind, text: str, written: Writing) -> Snippet:
    def describe(offset: int) -> str:
        return f"cell {cell.number}, line {text.count(chr(10), 0, offset) + 1}"

    return Snippet(kind, text, cell.starts, cell.ends, written, describe)


def _commented(text: str) -> str:
    """Return a cell whose first line is a comment."""
    return f"##{text[2:]}"


class _Writer:
    """Writes code into the strings of a notebook, a string for each line where it has them so."""

    def __init__(self, text: str) -> None:
        self.is_ascii = text.isascii()
        between = re.search(r'\\n",(?P<gap>\s*)"', text)
        self.gap = between["gap"] if between else None

    def written(self, code: str, place: int) -> str:
        """Return code as it stands between two quotes, wherever it goes."""
        escaped = json.dumps(code, ensure_ascii=self.is_ascii)[1:-1]
        if self.gap is None:
            return escaped
        return escaped.replace("\\n", f'\\n",{self.gap}"')
