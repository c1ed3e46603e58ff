from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from training.migrate.embedded.json_strings import characters, json_strings

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def strings(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[Any, str]]:
    """Return the strings of a value with their paths, by Python's own reader."""
    if isinstance(value, str):
        return [(path, value)]
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, (dict, list)):
        pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    return [found for key, one in pairs for found in strings(one, (*path, key))]


@given(value=VALUES, is_ascii=st.booleans(), indent=st.sampled_from([None, 2]))
def test_every_string_is_found_with_each_of_its_characters(
    value: Any, is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    found = [
        "".join(one for one, _, _ in characters(text, start, end))
        for _, start, end in json_strings(text)
    ]
    assert found == [one for _, one in strings(value)]


def test_paths_lead_through_objects_and_lists() -> None:
    text = '{"a": [1, "x", {"b": "y"}], "c": "z"}'
    assert [path for path, _, _ in json_strings(text)] == [("a", 1), ("a", 2, "b"), ("c",)]


def test_each_character_knows_the_stretch_that_writes_it_down() -> None:
    text = '"a\\n\\u00e9\\ud83d\\ude00"'
    found = [(one, text[start:end]) for one, start, end in characters(text, 1, len(text) - 1)]
    assert found == [("a", "a"), ("\n", "\\n"), ("é", "\\u00e9"), ("😀", "\\ud83d\\ude00")]


def test_comments_are_passed_over() -> None:
    text = '{"a": "x", // "no"\n/* "no" */ "b": "y"}'
    assert [text[start:end] for _, start, end in json_strings(text)] == ["x", "y"]
