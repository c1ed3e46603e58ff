from __future__ import annotations

from typing import Any

import pytest

from training.config.layers.given_value import LONGEST, parse_value, require_characters, shown
from training.config.origin import Origin
from training.errors import ConfigError

HERE = Origin("override", "--set a=…")


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("1e-3", 1e-3), ("[a, 2]", ["a", 2]), ("{a: true}", {"a": True}), ('""', "")],
)
def test_a_value_is_read_as_in_a_file(text: str, value: Any) -> None:
    assert parse_value(text, HERE) == value


def test_null_is_a_value_and_nothing_is_none() -> None:
    assert parse_value("null", HERE) is None
    with pytest.raises(ConfigError, match="the value is empty"):
        parse_value("", HERE)


@pytest.mark.parametrize("text", ["- a", "a: 1"])
def test_a_block_is_refused_with_the_form_that_fits_in_a_line(text: str) -> None:
    with pytest.raises(ConfigError, match=r"Write a list as \[a, b\]"):
        parse_value(text, HERE)


def test_what_is_no_yaml_is_refused_with_the_place_and_the_way_out() -> None:
    with pytest.raises(ConfigError, match="Put text with special characters in quotes") as caught:
        parse_value("[a", HERE)
    assert "--set a=" in str(caught.value)


@pytest.mark.parametrize(("text", "words"), [("a\0b", "NUL"), ("ab\udcff", "character 3")])
def test_text_that_no_file_can_hold_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        require_characters(text, HERE)
    require_characters("déjà 😀", HERE)


def test_long_text_is_shortened_in_messages_and_text_of_just_the_length_is_not() -> None:
    assert shown("x" * LONGEST) == "x" * LONGEST
    assert shown("x" * (LONGEST + 1)) == "x" * (LONGEST - 3) + "..."
