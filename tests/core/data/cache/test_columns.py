from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.core.data.cache.columns import Columns, ColumnWriter, require_sums, sums_of


def write(folder: Path, *examples: dict[str, Any]) -> dict[str, Any]:
    writer = ColumnWriter(folder)
    for example in examples:
        writer.append(example)
    return writer.close()


def test_examples_of_several_lengths_are_read_back_bit_by_bit(tmp_path: Path) -> None:
    examples = [
        {"ids": np.arange(6, dtype=np.int32).reshape(3, 2), "label": np.float32(0.1)},
        {"ids": np.zeros((0, 2), dtype=np.int32), "label": np.float32(np.nan)},
        {"ids": np.full((1, 2), -7, dtype=np.int32), "label": np.float32(2)},
    ]
    columns = Columns(tmp_path, write(tmp_path, *examples))
    assert columns.size == 3
    for index, example in enumerate(examples):
        found = columns.example(index)
        assert found.keys() == example.keys()
        for name, array in example.items():
            np.testing.assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype
    values, starts = columns.whole("ids")
    assert (values.shape, starts.tolist()) == ((4, 2), [0, 3, 3, 4])


def test_the_type_is_that_of_the_first_example_with_entries(tmp_path: Path) -> None:
    first, second = np.zeros(0), np.array([1, 2], dtype=np.int64)
    columns = Columns(tmp_path, write(tmp_path, {"a": first}, {"a": second}))
    assert columns.example(1)["a"].dtype == np.int64


def test_a_value_is_stored_in_another_type_only_when_it_stays_the_same(tmp_path: Path) -> None:
    formats = write(tmp_path, {"a": np.array([1], dtype=np.int8)}, {"a": np.array([127])})
    assert Columns(tmp_path, formats).example(1)["a"].tolist() == [127]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"a": np.array([128])}, "holds 128 .* does not fit into int8"),
        ({"a": np.array([0.5])}, "holds 0.5"),
        ({"a": np.int8(1)}, "single value in some examples"),
        ({"a": np.zeros((1, 2), dtype=np.int8)}, r"entries of shape \(2,\), not \(\)"),
        ({"b": np.zeros(1, dtype=np.int8)}, r"has \['b'\], not \['a'\]"),
    ],
)
def test_an_example_unlike_the_first_is_refused(
    tmp_path: Path, second: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        write(tmp_path, {"a": np.array([1], dtype=np.int8)}, second)


def test_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="`a` has the type object"):
        write(tmp_path, {"a": np.array([None])})


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    formats = write(tmp_path, {"a": np.arange(4, dtype=np.int16)})
    (tmp_path / "a.values").write_bytes(b"\0" * 6)
    with pytest.raises(ValueError, match="holds 6 of 8 bytes"):
        Columns(tmp_path, formats)


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    formats = {"../a": {"dtype": "int8", "shape": [], "scalar": True}}
    with pytest.raises(ValueError, match="no name of a file"):
        Columns(tmp_path, formats)


def test_changed_missing_and_added_files_are_noticed(tmp_path: Path) -> None:
    write(tmp_path, {"a": np.arange(4)})
    sums = sums_of(tmp_path)
    require_sums(tmp_path, sums)
    (tmp_path / "more").touch()
    with pytest.raises(ValueError, match="more was added"):
        require_sums(tmp_path, sums)
    require_sums(tmp_path, sums, besides=["more"])
    (tmp_path / "a.ends").write_bytes(b"\1" * (tmp_path / "a.ends").stat().st_size)
    with pytest.raises(ValueError, match=r"content of a.ends is not"):
        require_sums(tmp_path, sums, besides=["more"])
    (tmp_path / "a.ends").unlink()
    with pytest.raises(ValueError, match=r"content of a.ends is not"):
        require_sums(tmp_path, sums, besides=["more"])
