from __future__ import annotations

import pytest
import yaml

from training.config.yaml.hints import SHOWN, explanation, line_of


def explained(text: str) -> tuple[int, str]:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        yaml.safe_load(text)
    return line_of(caught.value), explanation(caught.value, text)


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("a:\n\tb: 1", 2, "indented with a tab"),
        ("a: b: c", 1, "text that holds `: ` is quoted"),
        ("a: 1\n  b: 2", 2, "Keys of one section begin in the same column"),
        ("a: [1, 2", 1, "a list that begins with `[` is not closed"),
        ("a: {b: 1", 1, "a mapping that begins with `{` is not closed"),
        ("a: 'b", 1, "begins with a quote is not closed"),
        ("a: *b", 1, "`*` refers to a value marked with `&`"),
        ("a: %b", 1, "Put it in quotes"),
        ('a: "\\d"', 1, "Use single quotes"),
        ("a: 1\n---\nb: 2", 2, "there is a second document"),
    ],
)
def test_what_people_get_wrong_is_told_with_line_and_way_out(
    text: str, line: int, hint: str
) -> None:
    found, words = explained(text)
    assert hint in words
    assert found >= line


def test_the_line_is_shown_and_a_long_one_is_shortened() -> None:
    assert "(the line is `a: b: c`)" in explained("a: b: c")[1]
    whole = "a: b: " + "x" * SHOWN
    assert f"(the line is `{whole[: SHOWN - 3]}...`)" in explained(whole)[1]


def test_the_beginning_of_the_part_is_named_when_it_is_on_another_line() -> None:
    assert "this part begins on line 1" in explained("a: [1,\n2,\n3: 4: 5")[1]
    assert "this part begins" not in explained("a: b: c")[1]
