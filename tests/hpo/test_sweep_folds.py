from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.config import DataConfig
from training.config import RunConfig
from training.core import load_fold_splits
from training.core import save_fold_splits
from training.core.data import Dataset
from training.core.data import Record
from training.errors import ConfigError
from training.errors import DataError
from training.hpo.core.settings import FoldSettings
from training.hpo.execution.local.folds import fingerprint
from training.hpo.execution.local.folds import prepare_folds

SETTINGS = FoldSettings(k=3, random_seed=1, shuffle=True, stratified=True)
CONFIG = RunConfig()


def records(count: int, word: str = "Anna") -> list[Record]:
    values = [{"text": f"{word} {n}", "annotations": [[0, 4, "PER"]]} for n in range(count)]
    return [Record(one, f"memory:{n}") for n, one in enumerate(values)]


DATASET = Dataset(records(9), records(2, "Bert"), records(3, "Cleo"), source="memory")


def test_folds_are_made_once_and_then_read_from_their_file(tmp_path: Path) -> None:
    first = prepare_folds(DATASET, CONFIG, SETTINGS, None, tmp_path)
    assert len(first) == 3
    assert prepare_folds(DATASET, CONFIG, SETTINGS, None, tmp_path) == first
    splits, metadata = load_fold_splits(tmp_path / "fold_splits.json")
    assert metadata["documents"] == 9
    assert [DATASET.train[index] for index in splits[0][1]] == first[0].validation


def test_folds_never_touch_the_test_split(tmp_path: Path) -> None:
    for fold in prepare_folds(DATASET, CONFIG, SETTINGS, None, tmp_path):
        assert not fold.test
        seen = [*fold.train, *fold.validation]
        assert sorted(record.place for record in seen) == [r.place for r in DATASET.train]


def test_a_given_file_brings_its_own_number_of_folds(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    evens, odds = [0, 2, 4, 6, 8], [1, 3, 5, 7]
    save_fold_splits([(evens, odds), (odds, evens)], path)
    folds = prepare_folds(DATASET, CONFIG, None, path, tmp_path / "out")
    assert [len(fold.validation) for fold in folds] == [4, 5]


def test_a_given_file_that_is_missing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mine.json"
    prepare_folds(DATASET, CONFIG, SETTINGS, path, tmp_path / "out")
    assert path.exists()
    assert not (tmp_path / "out").exists()


def test_a_missing_file_without_a_number_of_folds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`fold_splits_file`: .* does not exist"):
        prepare_folds(DATASET, CONFIG, None, tmp_path / "none.json", tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"k": 4}, "made with k=3, .* asks for k=4"), ({"random_seed": 2}, "made with random_seed=1")],
)
def test_folds_that_were_made_otherwise_are_not_used(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    prepare_folds(DATASET, CONFIG, SETTINGS, None, tmp_path)
    with pytest.raises(DataError, match=message):
        prepare_folds(DATASET, CONFIG, replace(SETTINGS, **change), None, tmp_path)


def test_folds_of_another_dataset_are_not_used(tmp_path: Path) -> None:
    prepare_folds(DATASET, CONFIG, SETTINGS, None, tmp_path)
    with pytest.raises(DataError, match="data_sha256"):
        prepare_folds(Dataset(records(9, "Dora")), CONFIG, SETTINGS, None, tmp_path)
    with pytest.raises(DataError, match=r"does not fit memory: fold 0"):
        prepare_folds(Dataset(records(8)), CONFIG, SETTINGS, None, tmp_path)


def test_without_folds_the_own_validation_split_is_used(tmp_path: Path) -> None:
    (alone,) = prepare_folds(DATASET, CONFIG, None, None, tmp_path)
    assert (alone.train, alone.validation, alone.test) == (DATASET.train, DATASET.validation, ())
    assert not list(tmp_path.iterdir())


def test_without_folds_and_validation_split_one_is_held_out(tmp_path: Path) -> None:
    (alone,) = prepare_folds(Dataset(records(20)), CONFIG, None, None, tmp_path)
    assert (len(alone.train), len(alone.validation), len(alone.test)) == (16, 2, 0)
    nothing = CONFIG.model_copy(update={"data": DataConfig(validation_fraction=0.0)})
    with pytest.raises(ConfigError, match=r"`data\.validation_fraction` is 0"):
        prepare_folds(Dataset(records(20)), nothing, None, None, tmp_path)


def test_the_fingerprint_is_of_the_content_and_not_of_its_place() -> None:
    moved = [Record(record.values, "elsewhere") for record in DATASET.train]
    assert fingerprint(moved) == fingerprint(DATASET.train)
    assert fingerprint(moved[::-1]) != fingerprint(moved)
