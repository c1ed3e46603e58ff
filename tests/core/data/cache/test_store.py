from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core.data.cache import columns
from training.core.data.cache.columns import Example
from training.core.data.cache.keys import key_of, key_of_files, key_of_records
from training.core.data.cache.store import EncodedDataset, open_encoded, write_encoded
from training.core.data.dataset import Dataset, Record

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


def flip_a_bit(content: bytes) -> bytes:
    return bytes([content[0] ^ 1]) + content[1:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit flipped": flip_a_bit,
    "cut": lambda content: content[:-1],
    "emptied": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("name", ["features.values", "features.ends", "lengths.values"])
def test_a_damaged_file_is_noticed_and_the_data_made_anew(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, ONE)
    (path,) = tmp_path.glob(f"abc/train/*/{name}")
    path.write_bytes(damage(path.read_bytes()))
    assert open_encoded(tmp_path, "abc") is None
    assert "damaged" in caplog.text
    assert name in caplog.text
    again = write(tmp_path, ONE)
    assert again.splits["train"][0]["features"].tolist() == [[1, 2]]
    assert [one.name for one in tmp_path.iterdir()] == ["abc"]


@pytest.mark.parametrize(("was", "now"), [('"A"', '"B"'), ('"here"', '"there"'), ("{", "[")])
def test_a_changed_manifest_is_noticed(tmp_path: Path, was: str, now: str) -> None:
    write(tmp_path, ONE)
    manifest = tmp_path / "abc" / "manifest.json"
    assert was in manifest.read_text()
    manifest.write_text(manifest.read_text().replace(was, now, 1))
    assert open_encoded(tmp_path, "abc") is None


def test_files_of_another_dataset_or_split_are_noticed(tmp_path: Path) -> None:
    write(tmp_path, ONE)
    write(tmp_path, [[{"features": np.array([[3, 4]]), "target": np.array(0.5)}]], "abd")
    values = [tmp_path / one / "train/examples/features.values" for one in ("abc", "abd")]
    first, second = (path.read_bytes() for path in values)
    assert len(first) == len(second)
    values[0].write_bytes(second)
    assert open_encoded(tmp_path, "abc") is None
    shutil.rmtree(tmp_path / "abc")
    (tmp_path / "abd").rename(tmp_path / "abc")
    assert open_encoded(tmp_path, "abc") is None


def test_files_are_verified_once_in_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, ONE)

    def read(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(columns, "hash_file", read)
    assert open_encoded(tmp_path, "abc") is not None


def test_a_process_that_has_opened_damaged_data_removed_by_another_keeps_its_own(
    tmp_path: Path,
) -> None:
    held = write(tmp_path, ONE).splits["train"]
    manifest = tmp_path / "abc" / "manifest.json"
    manifest.write_text("{")
    write(tmp_path, ONE)
    assert held[0]["features"].tolist() == [[1, 2]]


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


def column(root: Path, *arrays: np.ndarray) -> list[np.ndarray]:
    """Store arrays as the same column of an example each, and read them back."""
    windows = [[{"features": np.zeros((1, 1)), "x": one}] for one in arrays]
    split = write(root, windows).splits["train"]
    return [np.asarray(split[index]["x"]) for index in range(len(arrays))]


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "int16", "int32", "int64", "uint8", "uint64", "float32", "float64"]
)
def test_every_type_of_number_is_read_back_as_it_was_given(tmp_path: Path, dtype: str) -> None:
    kind = np.dtype(dtype)
    largest = np.iinfo(kind).max if kind.kind in "iu" else kind.type(1) / kind.type(3)
    array = np.array([largest, kind.type(0)], dtype=dtype)
    (found,) = column(tmp_path, array)
    assert found.dtype == kind
    assert found.tolist() == array.tolist()


def test_an_identifier_beyond_32_bits_stays_what_it_is(tmp_path: Path) -> None:
    numbers = [2**31, -(2**31) - 1, 2**63 - 1, 3]
    found = column(tmp_path, *(np.array(one) for one in numbers))
    assert [int(one) for one in found] == numbers
    assert {one.dtype for one in found} == {np.dtype("int64")}


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (np.array([1], np.int32), np.array([2**31])),
        (np.array([1]), np.array([0.5])),
        (np.array([1.0], np.float32), np.array([0.1])),
        (np.array([1.0]), np.array([2**53 + 1])),
        (np.array([True]), np.array([5])),
        (np.array([1], np.uint64), np.array([-1])),
        (np.array([1]), np.array([np.nan])),
    ],
)
def test_a_value_that_its_column_would_change_is_refused(
    tmp_path: Path, first: np.ndarray, later: np.ndarray
) -> None:
    with pytest.raises(ValueError, match=r"`x` holds .* does not fit into"):
        column(tmp_path, first, later)


def test_a_value_of_another_type_that_its_column_holds_exactly_is_stored(tmp_path: Path) -> None:
    pairs = column(tmp_path, np.array([0.5, np.nan], np.float32), np.array([0.25, np.nan]))
    assert [one.dtype.name for one in pairs] == ["float32", "float32"]
    assert np.array_equal(pairs[1], [0.25, np.nan], equal_nan=True)


@pytest.mark.parametrize("value", [np.array([2**70]), np.array(["text"]), np.array([None])])
def test_what_is_no_number_is_refused(tmp_path: Path, value: np.ndarray) -> None:
    with pytest.raises(ValueError, match="`x` has the type"):
        column(tmp_path, value)


def test_the_type_of_a_column_is_that_of_its_first_value_and_not_of_an_empty_array(
    tmp_path: Path,
) -> None:
    found = column(tmp_path, np.array([]), np.array([[2**53 + 1, 2]]), np.array([]))
    assert [one.tolist() for one in found] == [[], [[2**53 + 1, 2]], []]
    assert found[1].dtype == np.dtype("int64")


def test_a_single_value_among_arrays_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="single value"):
        column(tmp_path, np.array([]), np.array(3))


def test_a_fingerprint_depends_on_content_and_not_on_the_place_or_order_of_keys(
    tmp_path: Path,
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.jsonl").write_text("one")
    first, second = (key_of_files([tmp_path / one / "train.jsonl"]) for one in "ab")
    assert first == second
    (tmp_path / "b" / "train.jsonl").write_text("two")
    assert key_of_files([tmp_path / "b" / "train.jsonl"]) != first
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert key_of({"a": 1, "b": 2}) != key_of({"a": 1, "b": 3})


def test_records_in_memory_are_reported_apart_by_their_values_and_splits() -> None:
    one, other = Record({"text": "a"}, "x:1"), Record({"text": "b"}, "x:1")
    assert key_of_records(Dataset([one])) == key_of_records(Dataset([Record({"text": "a"}, "y:2")]))
    assert key_of_records(Dataset([one])) != key_of_records(Dataset([other]))
    assert key_of_records(Dataset([one], [other])) != key_of_records(Dataset([one, other]))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match=r"data\.cache_dir"):
        write(tmp_path / "file", ONE)
    shutil.rmtree(tmp_path / "abc", ignore_errors=True)


def test_a_column_cannot_be_read_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "secret.ends").write_bytes(np.array([0, 1], dtype=np.int64).tobytes())
    (tmp_path / "secret.values").write_bytes(b"x")
    form = {"dtype": "uint8", "shape": [], "scalar": True}
    assert columns.Columns(tmp_path, {"secret": form}).size == 1
    for name in ("../secret", str(tmp_path / "secret")):
        with pytest.raises(ValueError, match="no name of a file"):
            columns.Columns(tmp_path / "data", {name: form})
