from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig, Section, config_from_values
from training.core import load_fold_splits, save_fold_splits
from training.core.data import Record
from training.core.data.folds.checks import Split
from training.core.run_config.resolve import plugin_keys
from training.core.tasks.build import build_task
from training.core.tasks.task import Metric, Task
from training.errors import ConfigError, DataError
from training.hpo.fold_settings import FoldSettings
from training.hpo.sweep.folds import fingerprint, keep_folds, prepare_folds
from training.hpo.sweep_data import SweepRecords, read_sweep_records

TASK = build_task(config_from_values({}, "test", extend=plugin_keys))
SETTINGS = FoldSettings(k=3, random_seed=1, shuffle=True, stratified=True)


def records(count: int, word: str = "Anna") -> list[Record]:
    values = [{"text": f"{word} {n}", "annotations": [[0, 4, "PER"]]} for n in range(count)]
    return [Record(one, f"memory:{n}") for n, one in enumerate(values)]


SWEEP_RECORDS = SweepRecords(records(9), "memory", None)


def made(path: Path, settings: FoldSettings = SETTINGS) -> list[Split]:
    folds = prepare_folds(SWEEP_RECORDS, settings, path, TASK)
    keep_folds(folds, SWEEP_RECORDS, settings, path)
    return folds


def test_folds_are_made_once_and_then_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folds.json"
    first = made(path)
    assert prepare_folds(SWEEP_RECORDS, SETTINGS, path, TASK) == first
    splits, metadata = load_fold_splits(path)
    assert splits == first
    assert metadata["documents"] == 9


def test_making_folds_writes_nothing(tmp_path: Path) -> None:
    prepare_folds(SWEEP_RECORDS, SETTINGS, tmp_path / "folds.json", TASK)
    assert not list(tmp_path.iterdir())


def test_a_given_file_has_its_own_number_of_folds(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    evens, odds = [0, 2, 4, 6, 8], [1, 3, 5, 7]
    save_fold_splits([(evens, odds), (odds, evens)], path)
    assert prepare_folds(SWEEP_RECORDS, None, path, TASK) == [(evens, odds), (odds, evens)]


def test_a_missing_file_without_a_number_of_folds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`fold_splits_file`: .* does not exist"):
        prepare_folds(SWEEP_RECORDS, None, tmp_path / "none.json", TASK)


def test_more_folds_than_documents_are_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`folds`: k=10: .* from 2 to 9.*memory"):
        prepare_folds(SWEEP_RECORDS, replace(SETTINGS, k=10), tmp_path / "folds.json", TASK)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"k": 4}, "made with k=3, .* asks for k=4"), ({"random_seed": 2}, "made with random_seed=1")],
)
def test_folds_that_were_made_otherwise_are_not_used(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    made(tmp_path / "folds.json")
    with pytest.raises(DataError, match=message):
        prepare_folds(SWEEP_RECORDS, replace(SETTINGS, **change), tmp_path / "folds.json", TASK)


def test_folds_of_another_dataset_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "folds.json"
    made(path)
    with pytest.raises(DataError, match="data_sha256"):
        prepare_folds(SweepRecords(records(9, "Dora"), "memory", None), SETTINGS, path, TASK)
    with pytest.raises(DataError, match=r"does not fit memory: fold 0"):
        prepare_folds(SweepRecords(records(8), "memory", None), SETTINGS, path, TASK)


class Labels(Task):
    """The labels of a record stand under the key `kinds`."""

    inputs, default_backbone, metric = "text", "bilstm", Metric("loss", "min")

    def parse(self, record: Record) -> Any:
        return record.values

    def strata(self, sample: Any) -> list[str]:
        return sample.get("kinds", []) if isinstance(sample, dict) else []

    def fit_schema(self, samples: Any) -> dict[str, Any]:
        return {}

    def inputs_of(self, sample: Any) -> Any:
        return sample

    def build(self, schema: Any, encoder: Any) -> Any:
        raise NotImplementedError


def test_folds_are_stratified_by_the_strata_of_the_task(tmp_path: Path) -> None:
    kinds = [["rare"]] * 3 + [["common", "second"]] * 3 + [["common"]] * 6
    items = [Record({"text": str(n), "kinds": one}, "memory") for n, one in enumerate(kinds)]
    sweep_records = SweepRecords(items, "memory", None)
    folds = prepare_folds(sweep_records, SETTINGS, tmp_path / "folds.json", Labels(Section()))
    for _, validation in folds:
        found = [label for index in validation for label in kinds[index]]
        assert [found.count(label) for label in ("rare", "second", "common")] == [1, 1, 3]


@pytest.mark.parametrize("values", [[1.0, 2.0], {"x": 1.0, "y": 2.0}])
def test_items_without_anything_to_spread_by_are_shuffled(values: Any, tmp_path: Path) -> None:
    sweep_records = SweepRecords([Record(values, "memory") for _ in range(6)], "memory", None)
    folds = prepare_folds(sweep_records, SETTINGS, tmp_path / "folds.json", Labels(Section()))
    assert sorted(index for _, validation in folds for index in validation) == list(range(6))


def written(folder: Path, train: int, validation: int) -> RunConfig:
    folder.mkdir()
    for split, count in (("train", train), ("validation", validation)):
        if count:
            values = [record.values for record in records(count, split)]
            (folder / f"{split}.json").write_text(json.dumps(values))
    return config_from_values({"data": {"path": str(folder)}}, "test", extend=plugin_keys)


def test_folds_divide_the_training_split_alone(tmp_path: Path) -> None:
    sweep_records = read_sweep_records(written(tmp_path / "data", 9, 2), cross_validation=True)
    assert len(sweep_records.records) == 9
    assert sweep_records.own_split is None


def test_without_folds_the_own_validation_split_is_used(tmp_path: Path) -> None:
    sweep_records = read_sweep_records(written(tmp_path / "data", 9, 2), cross_validation=False)
    assert sweep_records.own_split == (list(range(9)), [9, 10])
    assert prepare_folds(sweep_records, None, tmp_path / "folds.json", TASK) == [
        sweep_records.own_split
    ]
    assert sweep_records.records[9].values["text"] == "validation 0"


def test_without_folds_and_validation_split_one_is_held_out(tmp_path: Path) -> None:
    config = written(tmp_path / "data", 20, 0)
    split = read_sweep_records(config, cross_validation=False).own_split
    assert split is not None
    assert [len(part) for part in split] == [16, 2]
    data = config.data.model_copy(update={"validation_fraction": 0.0})
    nothing = config.model_copy(update={"data": data})
    with pytest.raises(ConfigError, match=r"`data\.validation_fraction` is 0"):
        read_sweep_records(nothing, cross_validation=False)


def test_the_fingerprint_is_of_the_content_and_not_of_its_place() -> None:
    moved = [Record(record.values, "elsewhere") for record in SWEEP_RECORDS.records]
    assert fingerprint(moved) == fingerprint(SWEEP_RECORDS.records)
    assert fingerprint(moved[::-1]) != fingerprint(moved)


def with_test_seed(config: RunConfig, **changes: Any) -> RunConfig:
    data = config.data.model_copy(update={"test_seed": 5, **changes})
    return config.model_copy(update={"data": data})


@pytest.mark.parametrize("cross_validation", [True, False])
@pytest.mark.parametrize("validation", [0, 4])
def test_the_test_split_is_set_aside_once_whatever_the_seed_of_a_run(
    cross_validation: bool, validation: int, tmp_path: Path
) -> None:
    config = with_test_seed(written(tmp_path / "data", 20, validation))
    found = {
        seed: read_sweep_records(config.model_copy(update={"seed": seed}), cross_validation)
        for seed in (1, 2)
    }
    first, second = found.values()
    assert first.test_records == second.test_records
    assert first.test_records is not None
    assert (first.test_records.number, first.test_records.origin) == (2, "held out")
    seen = {one.values["text"] for sweep_records in found.values() for one in sweep_records.records}
    assert not seen & {one.values["text"] for one in first.test}
    other = read_sweep_records(with_test_seed(config, test_seed=6), cross_validation)
    assert other.test_records != first.test_records


def test_without_a_test_fraction_nothing_is_set_aside_and_it_is_said(tmp_path: Path) -> None:
    config = with_test_seed(written(tmp_path / "data", 20, 0), test_fraction=0.0)
    found = read_sweep_records(config, cross_validation=True).test_records
    assert found is not None
    assert (found.number, found.origin) == (0, "none")
    assert "no honest test score" in found.words
