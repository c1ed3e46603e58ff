"""Tables that read well on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import Console
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

Cell: TypeAlias = str | Text
GAP = 2


def print_table(
    console: Console,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    numeric: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> None:
    """Print rows below their column names.

    Args:
        console: Where to; a terminal's width wraps long cells except those of the first
            column, a pipe gets every row on one line.
        columns: Their names.
        rows: One cell for each column.
        numeric: Names of the columns that are aligned to the right.
        optional: Names of columns that a terminal too narrow for all goes without, the first one
            first.
    """
    cells = [list(row) for row in rows]
    names = _fitting(console, columns, cells, optional) if console.is_terminal else list(columns)
    kept = [index for index, name in enumerate(columns) if name in names]
    print_rows(console, _table(names, [[row[index] for index in kept] for row in cells], numeric))


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
    widths = {
        name: max(cell_len(str(cell)) for cell in [name, *(row[index] for row in rows)])
        for index, name in enumerate(columns)
    }
    for name in optional:
        if sum(widths.values()) + GAP * (len(widths) - 1) <= console.width:
            break
        widths.pop(name, None)
    return list(widths)


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
