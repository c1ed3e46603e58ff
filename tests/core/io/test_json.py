from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.io.json import parse_json, parse_object, sealed, unsealed

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT
FINITE = SCALARS | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    FINITE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)


@given(VALUES)
def test_what_json_can_express_is_read_as_it_was_written(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=60))
def test_anything_else_is_one_kind_of_error(content: bytes) -> None:
    try:
        parse_json(content)
    except ValueError:
        return
    json.loads(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 300 + b"]" * 300, "nested more than 100 deep"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b"-Infinity", "no JSON"),
        (b"1e999", "no finite number"),
        (b"9" * 5000, "5000 digits"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands there twice"),
        (b'["\\ud800"]', "half a character"),
        (b'{"\\uDFFF": 1}', "half a character"),
        (b'"caf\xe9"', "utf-8"),
        (b"", "Expecting value"),
    ],
)
def test_what_would_fail_later_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_json(content)


def test_whole_characters_may_be_escaped() -> None:
    assert parse_json(b'"\\ud83d\\ude00 \\\\ud800"') == "\U0001f600 \\ud800"


def test_another_value_than_an_object_is_named() -> None:
    with pytest.raises(ValueError, match="expected an object, found list"):
        parse_object(b"[]")


@given(st.dictionaries(TEXT.filter(lambda key: key != "sha256"), VALUES, max_size=3), st.data())
def test_a_seal_notices_every_changed_byte(values: dict[str, object], data: st.DataObject) -> None:
    content = sealed(values)
    assert unsealed(content) == values
    position = data.draw(st.integers(0, len(content) - 1))
    changed = bytearray(content)
    changed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match="does not agree with its own checksum"):
        unsealed(bytes(changed))
