from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.cli.commands.predict.spans import Palette, bracketed, coloured
from training.core.console.printable import printable


def test_spans_are_bracketed_with_their_label() -> None:
    found = bracketed("Tom is in Oslo.", [[10, 14, "PLACE"], [0, 3, "PERSON"]])
    assert found == "[Tom](PERSON) is in [Oslo](PLACE)."


def test_a_label_keeps_its_colour_and_the_legend_holds_only_what_was_seen() -> None:
    palette = Palette(["PERSON", "PLACE", "TIME"])
    shown = coloured("Tom Oslo", [[0, 3, "PERSON"], [4, 8, "PLACE"]], palette)
    assert [span.style for span in shown.spans] == [palette.style("PERSON"), palette.style("PLACE")]
    assert palette.legend().plain == " PERSON    PLACE "


def test_markup_in_a_document_is_text() -> None:
    assert coloured("[bold]x[/bold]", [], Palette()).plain == "[bold]x[/bold]"


@given(st.text(), st.text(min_size=1), st.text())
def test_control_characters_neither_steer_the_terminal_nor_shift_spans(
    before: str, inner: str, after: str
) -> None:
    span = [len(before), len(before + inner), "X"]
    shown = coloured(before + inner + after, [span], Palette())
    assert "\x1b" not in shown.plain
    assert shown.plain == printable(before + inner + after)
    [found] = shown.spans
    assert shown.plain[found.start : found.end] == printable(inner)
