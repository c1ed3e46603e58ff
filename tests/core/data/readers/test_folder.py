from __future__ import annotations

from pathlib import Path

import pytest

from training.config import DataConfig
from training.core.data.readers.folder import FolderReader
from training.errors import DataError


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(f'{{"text": "{name}"}}\n')
    return folder


def texts(folder: Path, split: str) -> list[str]:
    return [one.values["text"] for one in FolderReader(DataConfig()).read(folder).split(split)]


@pytest.mark.parametrize("name", ["validation", "valid", "val", "dev"])
def test_splits_are_found_by_the_names_of_their_files(tmp_path: Path, name: str) -> None:
    folder = fill(tmp_path, "train.jsonl", f"{name}.ndjson", "test.txt", "notes.jsonl")
    assert texts(folder, "train") == ["train.jsonl"]
    assert texts(folder, "validation") == [f"{name}.ndjson"]
    assert texts(folder, "test") == []
    assert [one.name for one in FolderReader.files(folder)] == ["train.jsonl", f"{name}.ndjson"]


def test_pieces_are_joined_in_order(tmp_path: Path) -> None:
    names = [f"train-{number:05d}-of-00012.jsonl" for number in range(12)]
    assert texts(fill(tmp_path, *reversed(names)), "train") == names


@pytest.mark.parametrize(
    "names",
    [
        ["train-00000-of-00002.jsonl"],
        ["train-00001-of-00002.jsonl", "train-00002-of-00002.jsonl"],
        ["train-00000-of-00001.jsonl", "train-00001-of-00002.jsonl"],
    ],
)
def test_a_missing_piece_is_refused(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(DataError, match="the pieces of the split `train` are not complete"):
        texts(fill(tmp_path, *names), "train")


def test_two_files_for_one_split_are_refused_with_their_names(tmp_path: Path) -> None:
    folder = fill(tmp_path, "train.jsonl", "dev.jsonl", "val.jsonl")
    with pytest.raises(DataError, match=r"`validation`: dev.jsonl, val.jsonl. Keep one"):
        texts(folder, "train")


def test_a_folder_without_training_documents_shows_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no training documents; .* The folder holds nothing"):
        texts(tmp_path, "train")
    with pytest.raises(DataError, match=r"The folder holds test.jsonl\."):
        texts(fill(tmp_path, "test.jsonl"), "train")
    with pytest.raises(DataError, match="no such folder"):
        texts(tmp_path / "missing", "train")
