"""Data that many runs train on parts of: read once, encoded once, seen through indices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core.data.cache.keys import key_of
from training.core.data.cache.split import SplitPart
from training.core.data.cache.store import EncodedDataset, open_encoded, write_encoded
from training.core.data.dataset import Dataset, Record
from training.core.data.splitting import SPLITTING
from training.core.data.views import Part
from training.core.plugins.contract import require_kind
from training.core.seeds import set_seed
from training.core.splits.split_record import SPLIT, SplitRecord
from training.core.tasks.build import build_task_model
from training.core.tasks.task import Task
from training.core.tasks.task_model import TaskModel
from training.core.trainer.data.encoding_key import encoding_settings
from training.core.trainer.data.teacher import taught


class SharedData:
    """A list of records of which runs use parts, for example the folds of a cross-validation.

    Encoded data is found again by everything that it depends on: the records, what the task learned
    from the training part, and the options of task and backbone that say they matter
    (`encoding_keys`). So one encoding serves all folds and trials that differ in nothing of it; a
    backbone that takes its vocabulary from the training part gets one for each part.

    Args:
        read: Returns the records; called when they are first needed.
        content: Fingerprint of their content.
        source: Where they are from, for messages and records.
        root: Folder that keeps encoded data.
    """

    def __init__(
        self, read: Callable[[], Sequence[Record]], content: str, source: str, root: Path
    ) -> None:
        self._read = read
        self._samples: dict[str, Sequence[Any]] = {}
        self._schemas: dict[str, dict[str, Any]] = {}
        self._opened: dict[str, EncodedDataset] = {}
        self.content = content
        self.source = source
        self.root = root

    def part(self, train: Sequence[int], validation: Sequence[int]) -> DataPart:
        """Return what one run uses.

        Args:
            train: Positions of the records to learn from.
            validation: Positions of those that select the best epoch.
        """
        return DataPart(self, train, validation)

    @cached_property
    def records(self) -> Sequence[Record]:
        """All records."""
        return self._read()

    def samples(self, config: RunConfig, task: Task) -> Sequence[Any]:
        """Return all parsed samples; parsed once for each `task` section."""
        key = key_of({"task": plain_values(config)["task"]})
        if key not in self._samples:
            self._samples[key] = [task.parse(record) for record in self.records]
        return self._samples[key]

    def schema(
        self, config: RunConfig, task: Task, train: Sequence[int], validation: Sequence[int]
    ) -> dict[str, Any]:
        """Return what the task learns from a training part, with the labels of both; learned once.

        Raises:
            DataError: A record cannot be used, or contradicts the options.
        """
        parts = {"train": list(train), "validation": list(validation)}
        key = key_of({"task": plain_values(config)["task"], **parts})
        if key not in self._schemas:
            samples = self.samples(config, task)
            held_out = Part(samples, validation)
            schema = task.fit_split_schema(Part(samples, train), held_out)
            require_kind(schema, Mapping, task, "fit_schema", "a mapping that JSON can hold")
            self._schemas[key] = schema
            task.check(held_out, self._schemas[key])
        return self._schemas[key]

    def encoded(
        self, config: RunConfig, task: Task, task_model: TaskModel, name: str
    ) -> EncodedDataset:
        """Return all samples encoded as the only split `train`; encoded once for each name."""
        if name not in self._opened:
            self._opened[name] = open_encoded(self.root, name) or write_encoded(
                self.root,
                name,
                Dataset(self.samples(config, task), source=self.source),
                dict(task_model.schema),
                taught(config, task, task_model),
                task_model.length,
            )
        return self._opened[name]


@dataclass(frozen=True)
class DataPart:
    """The records one run uses.

    Attributes:
        data: All records.
        train: Positions of those to learn from.
        validation: Positions of those that select the best epoch.
    """

    data: SharedData
    train: Sequence[int]
    validation: Sequence[int]

    @property
    def content(self) -> str:
        """Fingerprint of the records and of which are used for what."""
        parts = {"train": list(self.train), "validation": list(self.validation)}
        return key_of({"content": self.data.content, **parts})

    def data_and_task_model(
        self, config: RunConfig, task: Task
    ) -> tuple[EncodedDataset, TaskModel]:
        """Return the encoded part, with an empty test split, and an untrained task model.

        Raises:
            DataError: A record cannot be used.
            RunError: The encoded data cannot be written.
        """
        schema = self.data.schema(config, task, self.train, self.validation)
        inputs = _Watched(self._inputs(config, task))
        set_seed(config.seed)
        task_model = build_task_model(config, task, schema, inputs)
        fitted_on = [config.seed, *self.train] if inputs.looked_at else None
        name = _name(self.data.content, config, task, schema, fitted_on)
        whole = self.data.encoded(config, task, task_model, name).splits["train"]
        chosen = {"train": self.train, "validation": self.validation, "test": ()}
        splits = {split: SplitPart(whole, positions) for split, positions in chosen.items()}
        split = SplitRecord(fingerprint=self.content, held_out=[], origin="part")
        notes = {SPLIT: split.model_dump()}
        return EncodedDataset(splits, schema, self.data.source, self.content, notes), task_model

    def _inputs(self, config: RunConfig, task: Task) -> Iterator[Any]:
        for sample in Part(self.data.samples(config, task), self.train):
            yield task.inputs_of(sample)


class _Watched(Iterable[Any]):
    """Notes whether a backbone looked at the training inputs."""

    def __init__(self, inputs: Iterator[Any]) -> None:
        self._inputs = inputs
        self.looked_at = False

    def __iter__(self) -> Iterator[Any]:
        self.looked_at = True
        return self._inputs


def _name(
    content: str,
    config: RunConfig,
    task: Task,
    schema: Mapping[str, Any],
    fitted_on: Sequence[int] | None,
) -> str:
    return key_of(
        {
            "content": content,
            "schema": schema,
            **encoding_settings(config, task),
            "fitted_on": fitted_on,
            "splitting": SPLITTING,
        }
    )
