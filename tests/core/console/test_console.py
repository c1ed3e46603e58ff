from __future__ import annotations

import io
import re

from rich.table import Table
from rich.text import Text

from training.core.console.console import PrintableConsole, printable_text

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e[bold]"
SHOWN = r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202e[bold]"


def _printed(*things: object, terminal: bool = True) -> str:
    file = io.StringIO()
    console = PrintableConsole(
        file=file, force_terminal=terminal, color_system="truecolor", width=200
    )
    console.print(*things)
    return re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())


def test_a_string_is_escaped() -> None:
    assert _printed(EVIL).strip() == SHOWN


def test_a_styled_text_is_escaped_and_its_styles_stay_where_they_belong() -> None:
    text = printable_text(Text.assemble(("a\x1bb", "red"), ("c", "green")))
    assert text.plain == r"a\x1bbc"
    assert [(span.start, span.end) for span in text.spans] == [(0, 6), (6, 7)]
    # rich itself removes the bell.
    assert _printed(Text(EVIL, "red")).strip() == SHOWN.replace(r"\x07", "")


def test_cells_and_headings_of_a_table_are_escaped() -> None:
    table = Table(EVIL, title=EVIL)
    table.add_row(EVIL)
    table.add_row(Text(EVIL, "bold"))
    printed = _printed(table)
    assert "\x1b" not in printed
    assert "\x9b" not in printed
    assert printed.count(r"\x1b[2J") == 4


def test_a_pipe_gets_no_control_character_either() -> None:
    assert _printed(EVIL, terminal=False).strip() == SHOWN


def test_colours_of_our_own_reach_the_terminal() -> None:
    file = io.StringIO()
    PrintableConsole(file=file, force_terminal=True, color_system="truecolor").print(
        Text("x", "red")
    )
    assert file.getvalue() == "\x1b[31mx\x1b[0m\n"
