"""Splits that are held out hold every label they can, and no label is unknown because of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.core.data.dataset import Dataset, Record
from training.core.run_config.resolve import resolve_run_config
from training.core.splits.divide import SplitDataset, divide_records
from training.core.tasks.build import build_task
from training.core.trainer.data.shared_data import SharedData
from training.errors import DataError


def config_of(task: str, seed: int = 42) -> RunConfig:
    return resolve_run_config(overrides=[f"task.name={task}", f"seed={seed}"], environ={}).config


def records(items: list[dict[str, Any]]) -> list[Record]:
    return [Record(item, f"data.jsonl:{line}") for line, item in enumerate(items, start=1)]


def divided(config: RunConfig, dataset: Dataset[Record]) -> tuple[SplitDataset, dict[str, Any]]:
    task = build_task(config)
    found = divide_records(config, task, dataset)
    return found, found.schema(task, found.records.map(task.parse))


def sentence(number: int) -> dict[str, Any]:
    if number == 7:
        return {"text": f"Rome is far {number}", "annotations": [[0, 4, "CITY"]]}
    return {"text": f"Anna sings song {number}", "annotations": [[0, 4, "PERSON"]]}


@pytest.mark.parametrize("seed", range(10))
def test_the_only_document_of_an_entity_type_trains_whatever_the_seed(seed: int) -> None:
    dataset = Dataset(records([sentence(number) for number in range(30)]))
    found, schema = divided(config_of("token-classification", seed), dataset)
    assert schema["labels"] == ["CITY", "PERSON"]
    assert "data.jsonl:8" in {record.place for record in found.records.train}
    assert found.missing == {"validation": {"CITY": 1}, "test": {"CITY": 1}}
    assert "`CITY` (1)" in found.remarks()[0].place


def test_two_texts_of_each_of_300_classes_can_be_trained_on() -> None:
    items = [{"text": f"item {n}", "label": f"class-{n % 300:03d}"} for n in range(600)]
    found, schema = divided(config_of("text-classification"), Dataset(records(items)))
    assert len(schema["labels"]) == 300
    assert {record.values["label"] for record in found.records.train} == set(schema["labels"])


def test_labels_that_occur_once_are_known_although_they_are_held_out() -> None:
    items = [{"text": f"item {n}", "label": f"class-{n}"} for n in range(20)]
    found, schema = divided(config_of("text-classification"), Dataset(records(items)))
    assert len(schema["labels"]) == 20
    assert len(found.records.validation) == len(found.records.test) == 2


def test_a_label_that_only_the_given_test_split_has_is_still_refused() -> None:
    items = [{"text": f"item {n}", "label": "ab"[n % 2]} for n in range(20)]
    test = [{"text": "item", "label": "c"}]
    dataset = Dataset(records(items), test=records(test))
    with pytest.raises(DataError, match="unknown label `c`"):
        divided(config_of("text-classification"), dataset)


def test_splits_of_the_data_are_left_as_they_are() -> None:
    parts = [records([sentence(number) for number in range(4)]) for _ in range(2)]
    dataset = Dataset(*parts)
    found, _ = divided(config_of("token-classification"), dataset)
    assert found.records is dataset
    assert found.held_out == ()


def test_a_label_that_only_the_validation_part_of_a_fold_has_is_known(tmp_path: Path) -> None:
    config = config_of("text-classification")
    items = records([{"text": f"item {n}", "label": label} for n, label in enumerate("aabbc")])
    data = SharedData(lambda: items, "content", "memory", tmp_path)
    assert data.schema(config, build_task(config), [0, 1, 2, 3], [4])["labels"] == ["a", "b", "c"]
