"""Tables that read well on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import TypeAlias

from rich.console import Console
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

Cell: TypeAlias = str | Text


def print_table(
    console: Console,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    numeric: Sequence[str] = (),
) -> None:
    """Print rows below their column names.

    Args:
        console: Where to; a terminal's width wraps long cells except those of the first
            column, a pipe gets every row on one line.
        columns: Their names.
        rows: One cell for each column.
        numeric: Names of the columns that are aligned to the right.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, name in enumerate(columns):
        justify: JustifyMethod = "right" if name in numeric else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*row)
    if console.is_terminal:
        console.print(table)
    else:
        _print_without_trailing_space(console, table)


def _print_without_trailing_space(console: Console, table: Table) -> None:
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(line.rstrip())
