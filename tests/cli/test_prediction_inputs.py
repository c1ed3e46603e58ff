from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.cli.prediction_inputs import argument_records
from training.cli.prediction_inputs import line_records
from training.errors import DataError

LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))


def test_an_argument_is_a_text_even_when_it_looks_like_json() -> None:
    (record,) = argument_records(['{"text": 1}'], "text")
    assert record.values == {"text": '{"text": 1}'}


def test_tasks_on_other_inputs_take_json() -> None:
    (record,) = argument_records(['{"width": 3}'], "table")
    assert record.values == {"width": 3}
    with pytest.raises(DataError, match=r"argument 1: not valid JSON.*table inputs"):
        list(argument_records(["width 3"], "table"))


def test_lines_are_counted_as_in_the_file() -> None:
    records = list(line_records([b"a\n", b" \n", b"b\n"], "text"))
    assert [record.place for record in records] == ["<stdin>:1", "<stdin>:3"]


@given(st.binary())
def test_any_line_becomes_a_record_or_a_data_error(line: bytes) -> None:
    with suppress(DataError):
        for record in line_records([line], "text"):
            assert record.place == "<stdin>:1"


@given(LINES)
def test_a_text_arrives_as_written(text: str) -> None:
    wrapped = json.dumps({"text": text}).encode()
    (record,) = line_records([wrapped + b"\n"], "text")
    assert record.values["text"] == text
