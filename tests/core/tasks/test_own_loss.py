"""A loss that a plugin's task model has of its own is what is trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from training.core import resolve_run_config
from training.core.data import Dataset, Record
from training.core.tasks.task_model import TEACHER, TaskModel
from training.core.trainer.setup import TrainingSetup, prepare
from training.errors import PluginError

TASKS = {
    "text-classification": {"text": "Ana works in Turin", "label": "work"},
    "token-classification": {"text": "Ana works in Turin", "annotations": [[0, 3, "NAME"]]},
}


def setup_of(task: str, folder: Path) -> TrainingSetup:
    small = ["model.hidden_size=4", "model.rows=16", f"task.name={task}", f"output_dir={folder}"]
    items = [dict(TASKS[task]) for _ in range(6)]
    if task == "text-classification":
        items[1]["label"] = "other"
    records = [Record(item, f"item {number}") for number, item in enumerate(items)]
    config = resolve_run_config(overrides=small, environ={}).config
    return prepare(config, Dataset(records, records[:2], records[:2]))


def doubled(task_model: TaskModel) -> TaskModel:
    own = type(task_model)

    class Doubled(own):  # type: ignore[misc, valid-type]
        def loss(self, output: torch.Tensor, batch: Any) -> torch.Tensor:
            return 2 * super().loss(output, batch)

    task_model.__class__ = Doubled
    return task_model


@pytest.mark.parametrize("task", TASKS)
def test_a_loss_that_a_subclass_overrides_is_trained(task: str, tmp_path: Path) -> None:
    setup = setup_of(task, tmp_path)
    batch = next(iter(setup.stream.batches(1, 0)))
    assert batch is not None
    setup.task_model.model.eval()
    output = setup.task_model.model(batch.tensors)
    plain = setup.task_model.training_loss([output], batch)
    task_model = doubled(setup.task_model)
    assert torch.allclose(task_model.training_loss([output], batch), 2 * plain)
    batch.tensors[TEACHER] = torch.zeros(1)
    with pytest.raises(PluginError, match=r"Doubled` has a `loss` of its own"):
        task_model.training_loss([output], batch)
