from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.cache.keys import (
    key_of,
    key_of_files,
    key_of_records,
)
from training.core.data.dataset import Dataset, Record


def test_the_order_of_keys_does_not_matter_and_values_do() -> None:
    assert key_of({"a": 1, "b": [2]}) == key_of({"b": [2], "a": 1})
    assert key_of({"a": 1}) != key_of({"a": "1"})


def test_files_are_the_same_wherever_they_are_and_in_whatever_order(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for name in ("train.jsonl", "test.jsonl"):
            (tmp_path / folder / name).write_text(name)
    one, two = (sorted((tmp_path / folder).iterdir()) for folder in ("one", "two"))
    assert key_of_files(one) == key_of_files(reversed(two))


@pytest.mark.parametrize(("name", "text"), [("other.jsonl", "ab"), ("train.jsonl", "ac")])
def test_another_name_or_content_is_another_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "train.jsonl").write_text("ab")
    (tmp_path / name).write_text(text)
    before = key_of_files([tmp_path / "a" / "train.jsonl"])
    assert key_of_files([tmp_path / name]) != before


def test_content_that_moves_from_one_file_to_the_next_is_noticed(tmp_path: Path) -> None:
    found = []
    for first, second in (("ab", "c"), ("a", "bc")):
        (tmp_path / "1").write_text(first)
        (tmp_path / "2").write_text(second)
        found.append(key_of_files([tmp_path / "1", tmp_path / "2"]))
    assert found[0] != found[1]


def test_records_count_by_value_and_split_and_not_by_place() -> None:
    here, there = Record({"text": "a"}, "a.jsonl:1"), Record({"text": "a"}, "memory")
    assert key_of_records(Dataset([here])) == key_of_records(Dataset([there]))
    assert key_of_records(Dataset([here])) != key_of_records(Dataset([], [here]))
    half = Record({"text": "\ud83d"}, "memory")
    assert key_of_records(Dataset([half])) != key_of_records(Dataset([here]))
