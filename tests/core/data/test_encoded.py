from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.encoded.columns import Example
from training.core.data.encoded.fingerprint import files_fingerprint
from training.core.data.encoded.fingerprint import fingerprint
from training.core.data.encoded.fingerprint import records_fingerprint
from training.core.data.encoded.store import EncodedDataset
from training.core.data.encoded.store import open_encoded
from training.core.data.encoded.store import write_encoded

EXAMPLES = st.lists(
    st.builds(
        lambda rows, number: {
            "features": np.array(rows, dtype=np.int64).reshape(-1, 2),
            "target": np.array(number, dtype=np.float32),
        },
        st.lists(st.tuples(st.integers(-5, 10**6), st.integers(0, 9)), max_size=6),
        st.floats(-10, 10, width=32),
    ),
    min_size=1,
    max_size=3,
)


def write(root: Path, windows: Sequence[list[Example]], name: str = "abc") -> EncodedDataset:
    samples = Dataset(list(range(len(windows))), [0], [], "here")

    def encode(chunk: Sequence[Any]) -> list[list[Example]]:
        return [windows[index] for index in chunk]

    def length(example: Example) -> int:
        return len(example["features"])

    return write_encoded(root, name, samples, {"labels": ["A"]}, encode, length)


@settings(max_examples=25)
@given(st.lists(EXAMPLES, min_size=1, max_size=8))
def test_what_was_encoded_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, windows: list[list[Example]]
) -> None:
    root = tmp_path_factory.mktemp("cache")
    write(root, windows)
    opened = open_encoded(root, "abc")
    assert opened is not None
    split = opened.splits["train"]
    flat = [example for one in windows for example in one]
    assert split.samples == len(windows)
    assert split.lengths.tolist() == [len(one["features"]) for one in flat]
    assert split.first.tolist() == np.cumsum([0, *map(len, windows)]).tolist()
    for index, example in enumerate(flat):
        assert split[index]["features"].tolist() == example["features"].tolist()
        assert float(split[index]["target"]) == float(example["target"])
    assert opened.sizes == {"train": len(windows), "validation": 1, "test": 0}
    assert (opened.schema, opened.source) == ({"labels": ["A"]}, "here")


ONE = [[{"features": np.array([[1, 2]]), "target": np.array(0.5)}]]


def test_nothing_is_found_before_it_is_written(tmp_path: Path) -> None:
    assert open_encoded(tmp_path, "abc") is None


@pytest.mark.parametrize("name", ["features.values", "features.ends"])
def test_a_damaged_file_is_noticed_and_the_data_made_anew(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, ONE)
    (path,) = tmp_path.glob(f"abc/train/*/{name}")
    path.write_bytes(path.read_bytes()[:-1])
    assert open_encoded(tmp_path, "abc") is None
    assert "damaged" in caplog.text
    assert not (tmp_path / "abc").exists()


def test_a_second_writer_uses_what_the_first_one_wrote(tmp_path: Path) -> None:
    write(tmp_path, ONE)
    again = write(tmp_path, ONE)
    assert again.splits["train"][0]["features"].tolist() == [[1, 2]]
    assert [path.name for path in tmp_path.iterdir()] == ["abc"]


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    other = [*ONE, [{"features": np.array([[1, 2, 3]]), "target": np.array(0.5)}]]
    with pytest.raises(ValueError, match="features"):
        write(tmp_path, other)
    assert list(tmp_path.iterdir()) == []


def test_a_number_too_large_for_its_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        write(tmp_path, [[{"features": np.array([[2**40, 0]]), "target": np.array(0.0)}]])


def test_a_fingerprint_depends_on_content_and_not_on_the_place_or_order_of_keys(
    tmp_path: Path,
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.jsonl").write_text("one")
    first, second = (files_fingerprint([tmp_path / one / "train.jsonl"]) for one in "ab")
    assert first == second
    (tmp_path / "b" / "train.jsonl").write_text("two")
    assert files_fingerprint([tmp_path / "b" / "train.jsonl"]) != first
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1, "b": 2}) != fingerprint({"a": 1, "b": 3})


def test_records_in_memory_are_told_apart_by_their_values_and_splits() -> None:
    one, other = Record({"text": "a"}, "x:1"), Record({"text": "b"}, "x:1")
    assert records_fingerprint(Dataset([one])) == records_fingerprint(
        Dataset([Record({"text": "a"}, "y:2")])
    )
    assert records_fingerprint(Dataset([one])) != records_fingerprint(Dataset([other]))
    assert records_fingerprint(Dataset([one], [other])) != records_fingerprint(
        Dataset([one, other])
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"data\.cache_dir"):
        write(tmp_path / "file", ONE)
    shutil.rmtree(tmp_path / "abc", ignore_errors=True)
