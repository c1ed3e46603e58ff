"""Data is encoded once for everything that it depends on, and for nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.core.data import Dataset, Record
from training.core.plugins import (
    Provider,
    TrainingPluginManager,
    get_plugin_manager,
    get_registry,
    hookimpl,
)
from training.core.plugins.content import forget_contents
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.setup import CACHE, prepare

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


TASK = """
from training.core.tasks.token_classification.task import TokenClassification
from training.core.data.readers.jsonl import JsonlReader
from training.core.backbones.bilstm.backbone import BilstmBackbone
from local_helper import CHANGED

class LocalTask(TokenClassification):
    pass

class LocalBackbone(BilstmBackbone):
    pass

class LocalReader(JsonlReader):
    suffixes = (".mine",)

    @classmethod
    def files(cls, path):
        return []
"""
LOCAL = ["task.name=local", "model.backbone=local", "data.reader=local"]


class LocalPlugin:
    """A plugin that a program registers itself, from a module beside it."""

    @hookimpl
    def register_tasks(self) -> list[Provider]:
        return [Provider("local", "local_part:LocalTask", "a task")]

    @hookimpl
    def register_backbones(self) -> list[Provider]:
        return [Provider("local", "local_part:LocalBackbone", "a backbone")]

    @hookimpl
    def register_readers(self) -> list[Provider]:
        return [Provider("local", "local_part:LocalReader", "a reader")]


@pytest.fixture
def local_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of a local plugin's modules, as a new process imports them."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "local_part.py").write_text(TASK)
    (folder / "local_helper.py").write_text("CHANGED = 0\n")
    monkeypatch.syspath_prepend(str(folder))
    plugin = LocalPlugin()
    get_plugin_manager().register(plugin, name="local")
    yield folder
    get_plugin_manager().unregister(plugin)
    for module in ("local_part", "local_helper"):
        sys.modules.pop(module, None)
    forget_contents()


def prepared_from_file(folder: Path, *keys: str) -> int:
    """Return how many encoded datasets there are after preparing as a new process would."""
    forget_contents()
    (folder / "data.jsonl").touch()
    overrides = [*SMALL, f"output_dir={folder}", f"data.path={folder / 'data.jsonl'}", *keys]
    prepare(resolve_run_config(overrides=overrides, environ={}).config)
    return len(list((folder / CACHE).iterdir()))


@pytest.mark.parametrize("key", LOCAL)
@pytest.mark.parametrize("file", ["local_part.py", "local_helper.py"])
def test_another_content_of_a_local_plugin_encodes_anew(
    tmp_path: Path, local_code: Path, key: str, file: str
) -> None:
    (tmp_path / "data.jsonl").write_text(f"{json.dumps(ITEM)}\n" * 20)
    assert prepared_from_file(tmp_path, key) == prepared_from_file(tmp_path, key) == 1
    with (local_code / file).open("a") as module:
        module.write("CHANGED = 1\n")
    assert prepared_from_file(tmp_path, key) == 2


def test_another_version_of_the_framework_encodes_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert encodings(tmp_path) == 1
    source = get_registry("task").find("token-classification").source
    monkeypatch.setattr(
        TrainingPluginManager, "source_of", lambda self, name: replace(source, version="9.9")
    )
    assert encodings(tmp_path) == 2


def test_records_of_a_reader_without_files_are_reported_apart_by_their_values(
    tmp_path: Path, local_code: Path
) -> None:
    (tmp_path / "data.jsonl").write_text(f"{json.dumps(ITEM)}\n" * 20)
    assert prepared_from_file(tmp_path, "data.reader=local") == 1
    other = {**ITEM, "text": "Eva Ruiz works in Turin"}
    (tmp_path / "data.jsonl").write_text(f"{json.dumps(other)}\n" * 20)
    assert prepared_from_file(tmp_path, "data.reader=local") == 2


def test_a_bit_that_flipped_in_encoded_data_changes_no_batch(tmp_path: Path) -> None:
    items = [Record(ITEM, "memory")] * 3
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    before = prepare(config, Dataset(items, items, items)).stream.collate([0, 1]).tensors
    (file,) = tmp_path.glob(f"{CACHE}/*/train/examples/features.values")
    content = bytearray(file.read_bytes())
    content[0] ^= 4
    file.unlink()
    file.write_bytes(content)
    after = prepare(config, Dataset(items, items, items)).stream.collate([0, 1]).tensors
    assert all(np.array_equal(after[name], one) for name, one in before.items())
