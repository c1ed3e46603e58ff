from __future__ import annotations

import pytest

from training.core.data.dataset import Dataset


def test_a_split_is_found_by_its_name_and_another_name_is_refused() -> None:
    dataset = Dataset([1, 2], [3], source="a.jsonl")
    assert dataset.split("validation") == [3]
    assert dataset.sizes == {"train": 2, "validation": 1, "test": 0}
    with pytest.raises(KeyError, match="'source' is no split; expected one of train"):
        dataset.split("source")


def test_a_mapped_dataset_calls_its_function_when_an_item_is_read() -> None:
    seen: list[int] = []

    def double(number: int) -> int:
        seen.append(number)
        return 2 * number

    mapped = Dataset([1, 2], [], [3], "here").map(double)
    assert seen == []
    assert mapped.train[1] == 4
    assert seen == [2]
    assert (list(mapped.test), mapped.source, mapped.sizes["validation"]) == ([6], "here", 0)
