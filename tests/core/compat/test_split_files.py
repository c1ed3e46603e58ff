from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.core.compat.split_files import save_split_files, split_train_test
from training.errors import ConfigError


def documents(count: int, rare: int = 0) -> list[dict[str, Any]]:
    """Documents of one person; the first few name a place too."""
    return [
        {"text": f"Ana {n}", "annotations": [[0, 3, "PER"], *([[4, 5, "LOC"]] * (n < rare))]}
        for n in range(count)
    ]


def test_the_share_is_rounded_and_the_order_is_kept() -> None:
    items = documents(10)
    train, test = split_train_test(items, 0.75)
    assert (len(train), len(test)) == (8, 2)
    for part in (train, test):
        assert part == [one for one in items if one in part]
    assert all(one not in train for one in test)


def test_a_seed_gives_one_split() -> None:
    items = documents(20)
    assert split_train_test(items, random_seed=1) == split_train_test(items, random_seed=1)
    assert split_train_test(items, random_seed=1) != split_train_test(items, random_seed=2)


@pytest.mark.parametrize("seed", range(5))
def test_a_stratified_split_has_its_share_of_a_rare_type(seed: int) -> None:
    _, test = split_train_test(documents(20, rare=5), 0.8, stratified=True, random_seed=seed)
    assert len(test) == 4
    assert sum(len(one["annotations"]) == 2 for one in test) == 1


@pytest.mark.parametrize("ratio", [0.0, 1.0, 0.01, 0.99, -1.0])
def test_a_ratio_that_leaves_one_side_empty_is_refused(ratio: float) -> None:
    with pytest.raises(ConfigError, match=f"train_ratio={ratio}"):
        split_train_test(documents(10), ratio)


def test_files_are_written_into_a_new_folder_and_half_a_character_does_not_stop_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "new" / "split"
    save_split_files(folder, [{"text": "é \ud83d"}], [])
    assert json.loads((folder / "train.json").read_text(encoding="utf-8")) == [{"text": "é ?"}]
    assert json.loads((folder / "test.json").read_text()) == []
