from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.cli.commands.predict.inputs import (
    argument_records,
    line_records,
    remarks,
    require_one_source,
)
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


def test_every_line_becomes_a_text_blank_ones_too() -> None:
    records = list(line_records([b"a\n", b" \n", b"b\n", b"\r\n"], "text"))
    assert [one and (one.place, one.values["text"]) for one in records] == [
        ("<stdin>:1", "a"),
        ("<stdin>:2", " "),
        ("<stdin>:3", "b"),
        ("<stdin>:4", ""),
    ]


def test_a_blank_line_keeps_its_place_among_json_inputs() -> None:
    first, blank, last = line_records([b"1\n", b"\n", b"2\n"], "table")
    assert first is not None
    assert blank is None
    assert last is not None
    assert last.place == "<stdin>:3"


def test_lone_surrogates_are_refused_with_their_place() -> None:
    with pytest.raises(DataError, match=r"argument 2: character 4 .*U\+DCE9.*UTF-8"):
        list(argument_records(["fine", "caf\udce9"], "text"))
    with pytest.raises(DataError, match=r"<stdin>:1: .*U\+D83D"):
        list(line_records([b'{"text": "\\ud83d"}'], "text"))


def test_a_pair_of_surrogates_is_a_character() -> None:
    (record,) = line_records([b'{"text": "\\ud83d\\udc4d"}'], "text")
    assert record is not None
    assert record.values == {"text": "\N{THUMBS UP SIGN}"}


@given(st.binary())
def test_any_line_becomes_a_record_or_a_data_error(line: bytes) -> None:
    with suppress(DataError):
        (record,) = line_records([line], "text")
        assert record is not None
        assert record.place == "<stdin>:1"


@given(LINES)
def test_a_text_arrives_as_written(text: str) -> None:
    wrapped = json.dumps({"text": text}).encode()
    (record,) = line_records([wrapped + b"\n"], "text")
    assert record is not None
    assert record.values["text"] == text


def test_standard_input_beside_texts_is_refused() -> None:
    require_one_source(["-"], None, None)
    require_one_source(["one", "two"], None, None)
    with pytest.raises(DataError, match="stands alone"):
        require_one_source(["-", "two"], None, None)


def test_blank_texts_and_names_of_files_are_remarked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("some notes.txt").write_text("a text")
    blank, name = remarks(["", "a text", "some notes.txt", "x" * 5_000, "-"])
    assert blank.startswith("argument 1 is blank")
    assert "training predict RUN - < 'some notes.txt'" in name


def test_a_document_without_text_names_what_prediction_needs() -> None:
    records = line_records([b"one\n", b'{"body": "two"}\n', b"three\n"], "text", "in")
    assert next(records) is not None
    with pytest.raises(DataError, match=r"^in:2: prediction needs the key `text`.* found: body"):
        next(records)
