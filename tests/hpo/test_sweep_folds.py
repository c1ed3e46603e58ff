from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.config import DataConfig
from training.config import RunConfig
from training.core import load_fold_splits
from training.core import save_fold_splits
from training.core.data import Record
from training.core.fold_checks import Split
from training.errors import ConfigError
from training.errors import DataError
from training.hpo.core.settings import FoldSettings
from training.hpo.core.sweep_data import Universe
from training.hpo.core.sweep_data import read_universe
from training.hpo.execution.local.folds import fingerprint
from training.hpo.execution.local.folds import keep_folds
from training.hpo.execution.local.folds import prepare_folds

SETTINGS = FoldSettings(k=3, random_seed=1, shuffle=True, stratified=True)


def records(count: int, word: str = "Anna") -> list[Record]:
    values = [{"text": f"{word} {n}", "annotations": [[0, 4, "PER"]]} for n in range(count)]
    return [Record(one, f"memory:{n}") for n, one in enumerate(values)]


UNIVERSE = Universe(records(9), "memory", None)


def made(path: Path, settings: FoldSettings = SETTINGS) -> list[Split]:
    folds = prepare_folds(UNIVERSE, settings, path)
    keep_folds(folds, UNIVERSE, settings, path)
    return folds


def test_folds_are_made_once_and_then_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folds.json"
    first = made(path)
    assert prepare_folds(UNIVERSE, SETTINGS, path) == first
    splits, metadata = load_fold_splits(path)
    assert splits == first
    assert metadata["documents"] == 9


def test_making_folds_writes_nothing(tmp_path: Path) -> None:
    prepare_folds(UNIVERSE, SETTINGS, tmp_path / "folds.json")
    assert not list(tmp_path.iterdir())


def test_a_given_file_brings_its_own_number_of_folds(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    evens, odds = [0, 2, 4, 6, 8], [1, 3, 5, 7]
    save_fold_splits([(evens, odds), (odds, evens)], path)
    assert prepare_folds(UNIVERSE, None, path) == [(evens, odds), (odds, evens)]


def test_a_missing_file_without_a_number_of_folds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`fold_splits_file`: .* does not exist"):
        prepare_folds(UNIVERSE, None, tmp_path / "none.json")


def test_more_folds_than_documents_are_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`folds`: k=10: .* from 2 to 9.*memory"):
        prepare_folds(UNIVERSE, replace(SETTINGS, k=10), tmp_path / "folds.json")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"k": 4}, "made with k=3, .* asks for k=4"), ({"random_seed": 2}, "made with random_seed=1")],
)
def test_folds_that_were_made_otherwise_are_not_used(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    made(tmp_path / "folds.json")
    with pytest.raises(DataError, match=message):
        prepare_folds(UNIVERSE, replace(SETTINGS, **change), tmp_path / "folds.json")


def test_folds_of_another_dataset_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "folds.json"
    made(path)
    with pytest.raises(DataError, match="data_sha256"):
        prepare_folds(Universe(records(9, "Dora"), "memory", None), SETTINGS, path)
    with pytest.raises(DataError, match=r"does not fit memory: fold 0"):
        prepare_folds(Universe(records(8), "memory", None), SETTINGS, path)


def test_items_with_a_label_are_spread_by_it(tmp_path: Path) -> None:
    labels = ["rare"] * 3 + ["common"] * 9
    items = [Record({"text": str(n), "label": one}, "memory") for n, one in enumerate(labels)]
    folds = prepare_folds(Universe(items, "memory", None), SETTINGS, tmp_path / "folds.json")
    for _, validation in folds:
        assert [labels[index] for index in validation].count("rare") == 1


@pytest.mark.parametrize("values", [[1.0, 2.0], {"x": 1.0, "y": 2.0}])
def test_items_without_anything_to_spread_by_are_shuffled(values: Any, tmp_path: Path) -> None:
    items = [Record(values, "memory") for _ in range(6)]
    folds = prepare_folds(Universe(items, "memory", None), SETTINGS, tmp_path / "folds.json")
    assert sorted(index for _, validation in folds for index in validation) == list(range(6))


def written(folder: Path, train: int, validation: int) -> RunConfig:
    folder.mkdir()
    for split, count in (("train", train), ("validation", validation)):
        if count:
            values = [record.values for record in records(count, split)]
            (folder / f"{split}.json").write_text(json.dumps(values))
    return RunConfig(data=DataConfig(path=folder))


def test_folds_divide_the_training_split_alone(tmp_path: Path) -> None:
    universe = read_universe(written(tmp_path / "data", 9, 2), cross_validation=True)
    assert len(universe.records) == 9
    assert universe.own_split is None


def test_without_folds_the_own_validation_split_is_used(tmp_path: Path) -> None:
    universe = read_universe(written(tmp_path / "data", 9, 2), cross_validation=False)
    assert universe.own_split == (list(range(9)), [9, 10])
    assert prepare_folds(universe, None, tmp_path / "folds.json") == [universe.own_split]
    assert universe.records[9].values["text"] == "validation 0"


def test_without_folds_and_validation_split_one_is_held_out(tmp_path: Path) -> None:
    config = written(tmp_path / "data", 20, 0)
    split = read_universe(config, cross_validation=False).own_split
    assert split is not None
    assert [len(part) for part in split] == [16, 2]
    data = config.data.model_copy(update={"validation_fraction": 0.0})
    nothing = config.model_copy(update={"data": data})
    with pytest.raises(ConfigError, match=r"`data\.validation_fraction` is 0"):
        read_universe(nothing, cross_validation=False)


def test_the_fingerprint_is_of_the_content_and_not_of_its_place() -> None:
    moved = [Record(record.values, "elsewhere") for record in UNIVERSE.records]
    assert fingerprint(moved) == fingerprint(UNIVERSE.records)
    assert fingerprint(moved[::-1]) != fingerprint(moved)
