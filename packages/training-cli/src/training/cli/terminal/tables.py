"""Tables that read well on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from training.core.console.printable import printable_line

Cell: TypeAlias = str | Text
GAP = 2
NARROWEST = 12
"""Signs that a column of text may be narrowed to; numbers and names are never broken."""


def print_table(
    console: Console,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    numeric: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> None:
    """Print rows below their column names.

    On a terminal too narrow for names and numbers, each row is a paragraph instead.

    Args:
        console: Where to; a terminal's width wraps long cells except those of the first
            column, a pipe gets every row on one line.
        columns: Their names.
        rows: One cell for each column; those that are missing at the end stay empty.
        numeric: Names of the columns that are aligned to the right.
        optional: Names of columns that a terminal too narrow for all goes without, the first one
            first.
    """
    cells = [
        [*(_one_line(cell) for cell in row), *[""] * (len(columns) - len(row))] for row in rows
    ]
    names = _fitting(console, columns, cells, optional) if console.is_terminal else list(columns)
    kept = [index for index, name in enumerate(columns) if name in names]
    cells = [[row[index] for index in kept] for row in cells]
    if console.is_terminal and _least(names, cells, numeric) > console.width:
        _print_paragraphs(console, names, cells)
    else:
        print_rows(console, _table(names, cells, numeric))


def _one_line(cell: Cell) -> Cell:
    """Let no line feed in a label or name begin what looks like another row."""
    text = printable_line(str(cell))
    if isinstance(cell, str):
        return text
    return cell if text == cell.plain else Text(text, cell.style)


def print_rows(console: Console, table: Table) -> None:
    """Print a table; in a pipe its lines end with their last sign."""
    if console.is_terminal:
        console.print(table)
    else:
        _print_without_trailing_space(console, table)


def _fitting(
    console: Console,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    optional: Sequence[str],
) -> list[str]:
    """Return the columns there is room for, or those that are not optional."""
    widths = _widths(columns, rows)
    for name in optional:
        if sum(widths.values()) + GAP * (len(widths) - 1) <= console.width:
            break
        widths.pop(name, None)
    return list(widths)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    return {
        name: max(cell_len(str(cell)) for cell in [name, *(row[index] for row in rows)])
        for index, name in enumerate(columns)
    }


def _least(columns: Sequence[str], rows: Sequence[Sequence[Cell]], numeric: Sequence[str]) -> int:
    """Return the width below which names or numbers would be broken."""
    widths = [
        width if index == 0 or name in numeric else min(width, NARROWEST)
        for index, (name, width) in enumerate(_widths(columns, rows).items())
    ]
    return sum(widths) + GAP * (len(widths) - 1)


def _print_paragraphs(
    console: Console, columns: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    """Print the first cell of each row, and below it the others with their names."""
    for first, *rest in rows:
        console.print(first, overflow="fold", highlight=False, markup=False)
        pairs = zip(columns[1:], rest, strict=True)
        for line in _packed([f"{name} {cell}" for name, cell in pairs if str(cell)], console.width):
            console.print(f"  {line}", overflow="fold", highlight=False, markup=False)


def _packed(pairs: Sequence[str], width: int) -> list[str]:
    """Return lines of as many pairs as have room after an indentation."""
    lines: list[str] = []
    for pair in pairs:
        if lines and cell_len(lines[-1]) + cell_len(pair) + 2 * GAP <= width:
            lines[-1] += f"  {pair}"
        else:
            lines.append(pair)
    return lines


def _table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], numeric: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for index, name in enumerate(columns):
        justify: JustifyMethod = "right" if name in numeric else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*row)
    return table


def _print_without_trailing_space(console: Console, table: Table) -> None:
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(line.rstrip())
