"""Data is encoded once for everything that it depends on, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.configuration import resolve_run_config
from training.core.data import Dataset
from training.core.data import Record
from training.core.preparation import CACHE
from training.core.preparation import prepare

ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"]]}
LABELLED = {"text": "Ana Ruiz works in Turin", "label": "work"}
OTHER = {"text": "Lunch with Tom", "label": "food"}
SMALL = ("model.hidden_size=8", "model.rows=64", "training.threads=1")


def encodings(folder: Path, *keys: str, records: Dataset[Record] | None = None) -> int:
    """Return how many encoded datasets there are after a run with some settings was prepared."""
    items = [Record(ITEM, "memory")] * 3
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={folder}", *keys], environ={})
    prepare(config.config, records or Dataset(items, items, items))
    return len(list((folder / CACHE).iterdir()))


@pytest.mark.parametrize(
    "key",
    [
        "model.hidden_size=4",
        "model.dropout=0.1",
        "model.form_dropout=0.1",
        "task.head=crf",
        "task.scoring=iob2-strict",
        "task.word_dropout=0.2",
        "training.epochs=3",
        "data.workers=2",
    ],
)
def test_what_encoded_data_does_not_depend_on_encodes_nothing_anew(
    tmp_path: Path, key: str
) -> None:
    assert encodings(tmp_path) == encodings(tmp_path, key) == 1


@pytest.mark.parametrize(
    "key",
    [
        "model.rows=32",
        "model.character_size=0",
        "model.backbone=transformer",
        "task.max_length=16",
        "task.labels=[NAME, PLACE]",
        "task.class_weights=balanced",
        "seed=7",
    ],
)
def test_what_it_depends_on_encodes_it_anew(tmp_path: Path, key: str) -> None:
    assert encodings(tmp_path) == 1
    assert encodings(tmp_path, key) == 2


def test_the_pooling_of_a_classifier_encodes_nothing_anew(tmp_path: Path) -> None:
    items = [Record(one, "memory") for one in (LABELLED, OTHER)]
    task = "task.name=text-classification"
    data = Dataset(items, items, items)
    assert encodings(tmp_path, task, records=data) == 1
    assert encodings(tmp_path, task, "task.pooling=max", records=data) == 1
