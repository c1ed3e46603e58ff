from __future__ import annotations

import json

import pytest

from training.core.data.formats.json_text import JsonError, parse_json


def test_json_is_read() -> None:
    value = {"text": "é", "annotations": [[0, 1, "A"]], "n": None}
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"a": 1,\n"b" 2}', 2, "column 5"),
        ('{"x": {"a": 1},\n"y": {"b": "}",\n"b": 2}\n}', 3, "the key 'b' stands twice"),
        ('{"a": 1,\n"a": 2\n}', 3, "the key 'a' stands twice"),
        ("[" * 100_000, 1, "nested too deeply"),
        ("[" + "9" * 5000 + "]", 1, "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(JsonError, match=words) as caught:
        parse_json(text)
    assert caught.value.line == line
    assert not caught.value.is_extra


def test_json_with_something_after_it_is_told_apart() -> None:
    with pytest.raises(JsonError) as caught:
        parse_json('{"a": 1}\n{"a": 2}')
    assert caught.value.is_extra
    assert caught.value.line == 2
