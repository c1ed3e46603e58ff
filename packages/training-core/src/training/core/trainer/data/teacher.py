"""A teacher: an exported model whose scores stand in the encoded examples of another one.

It judges every sample once, when the data is encoded. So it costs nothing in a step, needs neither
the tokens nor the windows of the model that it teaches, and is the same after a resume.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from training.config import RunConfig
from training.core.data.batching import BatchLimit, sorted_batches
from training.core.data.cache.store import Encode
from training.core.evaluator import encoded_in_memory
from training.core.export.exported_model import load_model
from training.core.export.seal import seal_of
from training.core.hardware.device import resolve_device
from training.core.io.torch import torch
from training.core.runs.record import model_folder
from training.core.tasks.task import Task
from training.core.tasks.task_model import Example, TaskModel
from training.errors import ConfigError, RunError

logger = logging.getLogger("training")

KEY = "task.teacher"
LIMIT = BatchLimit(32, 4096)
"""Size of its batches: always the same, so that its scores do not depend on other settings."""


def teacher_folder(config: RunConfig) -> Path | None:
    """Return the folder of the model that teaches; None without one."""
    given = getattr(config.task, "teacher", None)
    return None if given is None else model_folder(given)


def teacher_key(config: RunConfig) -> dict[str, str]:
    """Return what encoded data depends on: the content of the teacher; nothing without one.

    Raises:
        ConfigError: There is no such model.
    """
    folder = teacher_folder(config)
    if folder is None:
        return {}
    try:
        seal = seal_of(folder)
    except OSError as error:
        raise ConfigError(f"{KEY}: {folder} cannot be read: {error.strerror}.") from error
    if seal is None:
        raise ConfigError(
            f"{KEY}: {folder} holds no exported model with a manifest. Name a completed run, or "
            "its folder `checkpoint`; `training doctor --seal RUN` seals a run of an older version."
        )
    return {"teacher": seal}


def taught(config: RunConfig, task: Task, task_model: TaskModel) -> Encode:
    """Return the function that encodes samples, with the scores of the teacher if there is one.

    Raises:
        ConfigError: The teacher is no model of this task with the same labels and words, is
            damaged, or has no scores of single classes.
    """
    folder = teacher_folder(config)
    return task_model.encode if folder is None else _Taught(config, task, task_model, folder)


class _Taught:
    """Encodes samples; the teacher is loaded for the first of them.

    Args:
        config: The run's configuration.
        task: Its task.
        task_model: The model that is taught.
        folder: The exported teacher.
    """

    def __init__(self, config: RunConfig, task: Task, task_model: TaskModel, folder: Path) -> None:
        self._task_model = task_model
        self._folder = folder
        self._device = resolve_device(config.training.device)
        self._teacher = _loaded(folder, task, task_model, self._device)
        self._order = [list(self._teacher.classes).index(name) for name in task_model.classes]

    def __call__(self, samples: Sequence[Any]) -> list[list[Example]]:
        """Return the examples of samples, each with the scores of the teacher."""
        scores = class_scores(self._teacher, samples, self._device)
        return [
            self._task_model.with_teacher(windows, one[..., self._order])
            for windows, one in zip(self._task_model.encode(samples), scores)
        ]


def _loaded(folder: Path, task: Task, task_model: TaskModel, device: torch.device) -> TaskModel:
    """Return the teacher in evaluation mode; global random numbers stay as they are."""
    with torch.random.fork_rng(devices=[]):
        try:
            kind, teacher = load_model(folder)
        except RunError as error:
            raise ConfigError(f"{KEY}: {error}") from error
    _require_same_task(folder, kind, task)
    _require_same_classes(folder, teacher.schema, task_model.schema)
    logger.info("%s teaches: it judges each text once, before the first step", folder)
    teacher.model.to(device).requires_grad_(False)
    return teacher


def _require_same_task(folder: Path, teacher: Task, task: Task) -> None:
    if type(teacher) is not type(task):
        raise ConfigError(
            f"{KEY}: {folder} is a model of the task {type(teacher).__name__}, and this run has "
            f"{type(task).__name__}. Name a run of the same task."
        )


def _require_same_classes(folder: Path, teacher: Any, student: Any) -> None:
    known, own = list(teacher["labels"]), list(student["labels"])
    alone = [label for label in known if label not in own]
    lacking = [label for label in own if label not in known]
    if alone or lacking:
        parts = [
            f"it knows {_names(alone)}, which this run does not" if alone else "",
            f"it does not know {_names(lacking)}, which this run does" if lacking else "",
        ]
        raise ConfigError(
            f"{KEY}: {folder} has other labels: {'; '.join(filter(None, parts))}. Teacher and run "
            f"must have the same labels; name them with task.labels=[{', '.join(known)}] if the "
            "training split of this run lacks some."
        )
    words = [schema.get("words", "signs") for schema in (teacher, student)]
    if words[0] != words[1]:
        raise ConfigError(
            f"{KEY}: {folder} judges other words (task.words={words[0]}) than this run "
            f"(task.words={words[1]}). Set task.words={words[0]}."
        )


def _names(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


@torch.inference_mode()
def class_scores(
    task_model: TaskModel, samples: Sequence[Any], device: torch.device
) -> list[np.ndarray]:
    """Return the class scores of each sample, as `TaskModel.joined_class_scores` joins them."""
    split = encoded_in_memory(task_model, samples)
    task_model.model.eval()
    found: dict[int, np.ndarray] = {}
    for positions in sorted_batches(split.lengths, LIMIT):
        indices = positions.tolist()
        batch = task_model.collate([split[index] for index in indices]).to(device)
        output = task_model.model(batch.tensors)
        found.update(zip(indices, task_model.class_scores(output, batch)))
    return [
        task_model.joined_class_scores(
            [split[index] for index in range(start, end)],
            [found[index] for index in range(start, end)],
        )
        for start, end in pairwise(split.first.tolist())
    ]
