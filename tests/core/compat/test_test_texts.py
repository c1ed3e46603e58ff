from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.core.compat.test_texts import load_test_texts
from training.errors import DataError


def test_lines_of_a_text_file_are_texts_and_empty_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_text("first\n\n   \n second\n")
    assert load_test_texts(path) == ["first", " second"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_documents_and_plain_texts_of_json_are_read(tmp_path: Path, name: str) -> None:
    items = [{"text": "a document"}, {"text": "another", "annotations": []}]
    path = tmp_path / name
    whole = json.dumps(items) if name == "a.json" else "\n".join(map(json.dumps, items))
    path.write_text(whole)
    assert load_test_texts(path) == ["a document", "another"]


def test_an_item_without_a_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "fine"}\n{"body": "no"}\n')
    with pytest.raises(DataError, match=r"a.jsonl:2: expected a text"):
        load_test_texts(path)
