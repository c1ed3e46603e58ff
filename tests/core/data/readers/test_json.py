from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.config import DataConfig
from training.core.data.readers.json import JsonReader
from training.errors import DataError


def write(folder: Path, content: object) -> Path:
    path = folder / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_list_is_the_training_split_with_the_place_of_each_document(tmp_path: Path) -> None:
    path = write(tmp_path, ["x", "y"])
    dataset = JsonReader(DataConfig()).read(path)
    assert dataset.sizes == {"train": 2, "validation": 0, "test": 0}
    assert dataset.train[1].place == f"{path}, document 2"


def test_an_object_names_its_splits(tmp_path: Path) -> None:
    path = write(tmp_path, {"train": ["x"], "test": ["y", "z"]})
    dataset = JsonReader(DataConfig()).read(path)
    assert dataset.sizes == {"train": 1, "validation": 0, "test": 2}
    assert dataset.test[0].place == f"{path}, test, document 1"
    with pytest.raises(DataError, match="this file stands for one split, but holds several"):
        JsonReader(DataConfig()).records(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (" \n", "the file is empty; expected a list of documents"),
        ({}, r"expected a list of documents, or an object with lists"),
        ({"train": [], "trian": []}, r"expected a list of documents"),
        ({"train": {"text": "a"}}, "`train` must be a list of documents"),
        ({"text": "a"}, r"name it \.jsonl"),
        ('{"text": "a"}\n{"text": "b"}', r"a.json:2: .*name it \.jsonl"),
        ("[1,\n2", "a.json:2: not valid JSON"),
    ],
)
def test_another_form_is_refused_with_what_is_expected(
    tmp_path: Path, content: object, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        JsonReader(DataConfig()).read(write(tmp_path, content))
