from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.migrate.files.lines import LineIndex

TEXT = "één\r\ntwo\rthree\nfour"


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (5, (2, 1)), (9, (3, 1)), (15, (4, 1))]
)
def test_places_are_counted_from_one(offset: int, place: tuple[int, int]) -> None:
    assert LineIndex(TEXT).place(offset) == place


def test_a_line_is_without_what_ends_it() -> None:
    index = LineIndex(TEXT)
    assert [index.line(number) for number in range(1, 5)] == ["één", "two", "three", "four"]


def test_columns_of_ast_are_bytes_of_utf_8() -> None:
    index = LineIndex(TEXT)
    assert index.offset(1, 4) == 2
    assert index.offset(2, 1) == 6


def test_a_form_feed_ends_no_line() -> None:
    assert LineIndex("a\fb\u2028c\nd").place(6) == (2, 1)


def test_the_line_end_is_that_of_the_line_or_of_the_text() -> None:
    index = LineIndex(TEXT)
    assert [index.newline(offset) for offset in (0, 6, 10)] == ["\r\n", "\r", "\n"]
    assert index.newline(16) == "\r\n"
    assert LineIndex("one").newline(0) == "\n"


def test_start_and_end_of_the_line_of_an_offset() -> None:
    index = LineIndex(TEXT)
    assert (index.line_start(7), index.line_end(7)) == (5, 8)
    assert (index.line_start(18), index.line_end(18)) == (15, 19)


@given(text=st.text("a\r\né\f", max_size=20), data=st.data())
def test_a_place_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    index = LineIndex(text)
    line, column = index.place(offset)
    before = text[index.starts[line - 1] : offset]
    assert len(before) == column - 1
    assert index.offset(line, len(before.encode())) == min(offset, index.line_end(offset))
