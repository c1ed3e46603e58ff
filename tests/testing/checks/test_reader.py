"""`check_reader` finds each seeded violation and passes what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.testing.violations import found
from tests.testing.wrong import readers
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.demo import DemoReader
from training.core.data.readers.folder import FolderReader
from training.core.data.readers.json import JsonReader
from training.core.data.readers.jsonl import JsonlReader
from training.testing import check_reader

WRONG = [
    (readers.RawErrors, "own-errors"),
    (readers.Nameless, "error-place"),
    (readers.Shuffles, "reader-repeatable"),
    (readers.Placeless, "reader-places"),
    (readers.TakesAll, "reader-recognises"),
    (readers.OpensBlindly, "works"),
    (readers.HidesFiles, "reader-files"),
    (readers.ReturnsLists, "works"),
    (readers.ReturnsValues, "works"),
]
LINE = '{"text": "Ana Ruiz", "annotations": [[0, 8, "NAME"]]}'
DATA = {
    JsonlReader: ("data.jsonl", f"{LINE}\n{LINE}\n"),
    JsonReader: ("data.json", f"[{LINE}, {LINE}]"),
    ConllReader: ("data.conll", "Ana B-NAME\nRuiz I-NAME\n\nin O\nTurin B-CITY\n\n"),
}


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    file = tmp_path / "data.numbers"
    file.write_text("".join(f"{number}.5\n" for number in range(12)))
    return file


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_reader_is_found_with_its_place(provider: type, rule: str, numbers: Path) -> None:
    assert found(check_reader, provider, numbers, rule=rule).sentence


def test_a_right_reader_passes(numbers: Path) -> None:
    assert check_reader(readers.Right, numbers) is None


@pytest.mark.parametrize("provider", DATA, ids=lambda one: one.__name__)
def test_the_built_in_readers_pass(provider: type, tmp_path: Path) -> None:
    name, text = DATA[provider]
    (tmp_path / name).write_text(text)
    assert check_reader(provider, tmp_path / name) is None


def test_the_readers_of_folders_and_of_the_demo_pass(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text(f"{LINE}\n" * 3)
    check_reader(FolderReader, tmp_path)
    assert check_reader(DemoReader) is None
