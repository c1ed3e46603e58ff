from __future__ import annotations

from pathlib import Path

import pytest

from training.config import DataConfig
from training.core.data.readers.jsonl import JsonlReader
from training.errors import DataError


def test_each_line_is_a_record_with_its_number_and_blank_ones_are_passed_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n\n \t\n"b"\r\n3')
    records = JsonlReader(DataConfig()).records(path)
    assert [one.values for one in records] == [{"text": "a"}, "b", 3]
    assert [one.place for one in records] == [f"{path}:{line}" for line in (1, 4, 5)]
    assert JsonlReader.recognises(Path("A.NDJSON"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n{"a": 1', "a.jsonl:2: not valid JSON .*one whole JSON document"),
        ('[\n{"a": 1}\n]', r"a.jsonl:1: .*name the file \.json"),
        ('{"a": 1, "a": 2}', "a.jsonl:1: the key 'a' stands twice"),
    ],
)
def test_a_line_that_is_no_document_is_refused_with_its_place_and_the_way_out(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        list(JsonlReader(DataConfig()).records(path))
