from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.console.printable import printable, printable_json, printable_position

ANYTHING = st.text(st.characters(codec=None))
STEERING = {*range(9), *range(11, 32), *range(127, 160), *range(0xD800, 0xE000)}
STEERING |= {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("back\rover\b", r"back\rover\x08"),
        ("abc\u202etxt.exe", r"abc\u202etxt.exe"),
        ("caf\udce9", r"caf\udce9"),
        ("two\nlines\tand [bold]", "two\nlines\tand [bold]"),
        ("שלום 👩‍💻 é", "שלום 👩‍💻 é"),
    ],
)
def test_what_steers_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ANYTHING)
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = printable(text)
    assert not STEERING & set(map(ord, shown))
    assert printable(shown) == shown
    assert shown.encode().decode() == shown


@given(ANYTHING)
def test_json_keeps_its_value(text: str) -> None:
    shown = printable_json(json.dumps({text: [text]}, ensure_ascii=False))
    assert not STEERING & set(map(ord, shown))
    assert json.loads(shown) == {text: [text]}


@given(ANYTHING, ANYTHING)
def test_a_position_moves_with_its_character(before: str, after: str) -> None:
    at = printable_position(before + after, len(before))
    assert printable(before + after)[at:] == printable(after)
