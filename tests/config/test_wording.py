from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from training.config.wording import LONGEST, Accepts, brief, choices, type_words, value_words


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (int, "a whole number"),
        (float | None, "a number, or null"),
        (int | str, "a whole number or text"),
        (Literal["a"], "`a`"),
        (Literal["a", "b"] | None, "one of `a`, `b`, or null"),
        (Colour, "one of `red`, `blue`"),
        (Annotated[int, Field(ge=1, lt=5)], "a whole number >= 1 and < 5"),
        (Annotated[float, Field(gt=0.5)], "a number > 0.5"),
        (Annotated[str, Field(pattern="^x", min_length=2)], "text that matches `^x` (length at"),
        (Annotated[list[int], Field(max_length=3)], "a list of a whole number (length at most 3)"),
        (Mapping[str, float], "a mapping of text to a number"),
        (Annotated[str | None, Accepts("`cpu` or `cuda`")], "`cpu` or `cuda`, or null"),
        (Path, "a path"),
        (Any, "any value"),
    ],
)
def test_a_type_is_told_in_words(annotation: Any, words: str) -> None:
    assert type_words(annotation).startswith(words)


def test_choices_are_found_in_unions_and_there_are_none_in_plain_types() -> None:
    assert choices(Literal["a", "b"] | None) == ("a", "b")
    assert choices(Colour) == ("red", "blue")
    assert choices(int | None) == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("3", 'the text "3"'),
        (3, "3"),
        (True, "true"),
        (None, "null"),
        ({"a": 1}, "a mapping"),
        ([1, "é"], 'the list [1, "é"]'),
    ],
)
def test_text_is_told_from_numbers_and_switches(value: Any, words: str) -> None:
    assert value_words(value) == words


def test_long_values_are_shortened_at_the_limit_and_hold_no_secret() -> None:
    assert brief("x" * (LONGEST - 2)) == f'"{"x" * (LONGEST - 2)}"'
    assert len(brief("x" * LONGEST)) == LONGEST
    assert "fish" not in brief("https://ana:fish@host/")
