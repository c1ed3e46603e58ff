from __future__ import annotations

import pytest

from training.migrate.embedded.dedent import (
    add_prefix,
    behind_prompts,
    common_start,
    dedented,
    line_spans,
)


def text_of(text: str, spans: list[tuple[int, int]]) -> str:
    return "".join(text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("text", "code", "prefix"),
    [
        ("  a\n    b\n", "a\n  b\n", "  "),
        ("  a\n\n  b\n", "a\n\nb\n", "  "),
        ("  a\n \n  b", "a\n\nb", "  "),
        ("\ta\n  b\n", "\ta\n  b\n", ""),
        ("a\n  b\n", "a\n  b\n", ""),
        ("\n\n", "\n\n", ""),
    ],
)
def test_lines_lose_the_white_space_they_all_begin_with(text: str, code: str, prefix: str) -> None:
    spans, found = dedented(text, line_spans(text, 0, len(text)))
    assert (text_of(text, spans), found) == (code, prefix)


def test_lines_are_taken_between_two_offsets_with_every_kind_of_end() -> None:
    text = "a\r\nb\rc\nd"
    assert [text[start:end] for start, end in line_spans(text, 0, 8)] == [
        "a\r\n",
        "b\r",
        "c\n",
        "d",
    ]
    assert line_spans(text, 3, 5) == [(3, 5)]
    assert line_spans(text, 3, 3) == []


def test_what_is_typed_in_stands_behind_the_prompts() -> None:
    text = ">>> import hpo\n... x\nanswer\n>>>\n  >>> y\nIn [3]: z\n>>>no\n"
    spans = behind_prompts(text, line_spans(text, 0, len(text)))
    assert text_of(text, spans) == "import hpo\nx\n\ny\nz\n"


def test_further_lines_of_code_get_the_prefix() -> None:
    assert add_prefix("a\nb\r\nc", "> ") == "a\n> b\r\n> c"


@pytest.mark.parametrize(
    ("one", "other", "start"),
    [("  a", "  b", "  "), (" ", "  ", " "), ("a", "b", ""), ("", "a", "")],
)
def test_what_two_texts_begin_with(one: str, other: str, start: str) -> None:
    assert common_start(one, other) == start
