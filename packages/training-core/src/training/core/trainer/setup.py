"""Everything a fit needs, checked before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core.data.batching import BatchLimit
from training.core.data.cache.keys import key_of, key_of_files, key_of_records
from training.core.data.cache.store import EncodedDataset, open_encoded, write_encoded
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.read import files_of, read_records, reader_name
from training.core.data.splitting import SPLITTING
from training.core.distributed import collectives
from training.core.evaluator import evaluate
from training.core.hardware.device import resolve_device
from training.core.io.torch import torch
from training.core.plugins.content import provider_code
from training.core.seeds import set_seed
from training.core.splits.divide import SplitDataset, divide_records, log_division
from training.core.splits.shared_texts import shared_texts
from training.core.splits.split_record import SPLIT, Origin, SplitRecord, split_record_of
from training.core.tasks.build import build_task, build_task_model
from training.core.tasks.task import Remark, Task
from training.core.tasks.task_model import Metrics, TaskModel
from training.core.trainer.data.dataloader import BatchStream
from training.core.trainer.data.encoding_key import encoding_settings
from training.core.trainer.data.shared_data import DataPart
from training.core.trainer.data.teacher import taught
from training.core.trainer.initial_weights import load_initial_weights
from training.core.trainer.precision import autocast

CACHE = ".cache"
REMARKS = "remarks"
"""Key of the notes on encoded data that holds what is odd about it."""


@dataclass
class TrainingSetup:
    """Everything a fit needs.

    Attributes:
        config: The run's configuration.
        task: Understands samples.
        data: The encoded splits.
        task_model: Untrained model, on `device`.
        device: Where it trains.
        stream: Makes the training batches.
        data_fp: Fingerprint of the content of the data, wherever it is stored.
    """

    config: RunConfig
    task: Task
    data: EncodedDataset
    task_model: TaskModel
    device: torch.device
    stream: BatchStream
    data_fp: str

    def evaluation_of(self, split: str) -> Callable[[], Metrics] | None:
        """Return what evaluates a split; None when it is empty."""
        return partial(self._evaluate, split) if self.data.sizes[split] else None

    def _evaluate(self, split: str) -> Metrics:
        with autocast(self.config.training.precision, self.device):
            return evaluate(
                self.task_model, self.data.splits[split], self.stream.limit, self.device
            )


def batch_limit(config: RunConfig) -> BatchLimit:
    """Return how large the batches of a configuration may be."""
    return BatchLimit(config.training.batch_size, config.training.batch_tokens)


def prepare(config: RunConfig, records: Dataset[Record] | DataPart | None = None) -> TrainingSetup:
    """Read, split and encode the data, or find it encoded, and build the model.

    Args:
        config: A resolved configuration.
        records: Records in memory, or a part of shared ones; by default what the `data` section
            names.

    Raises:
        DataError: The data cannot be used.
        ConfigError: The device is not on this machine, or the starting weights or the teacher do
            not fit.
        RunError: The encoded data cannot be written.
    """
    # Tasks and readers may change the working directory.
    root = (config.data.cache_dir or config.output_dir / CACHE).absolute()
    device = resolve_device(config.training.device)
    task = build_task(config)
    data_fp = content_of(config, records)
    data, task_model = _data_and_task_model(config, task, records, data_fp, root)
    source = config.training.checkpoint.source_path
    if source is not None:
        load_initial_weights(task_model.model, source)
    task_model.model.to(device)
    collectives.broadcast_weights(task_model.model)
    collectives.seed_per_rank(config.seed)
    stream = _stream(config, task_model, data, device)
    return TrainingSetup(config, task, data, task_model, device, stream, data_fp)


def _stream(
    config: RunConfig, task_model: TaskModel, data: EncodedDataset, device: torch.device
) -> BatchStream:
    return BatchStream(
        task_model=task_model,
        examples=data.splits["train"],
        limit=batch_limit(config),
        seed=config.seed,
        ranks=collectives.world_size(),
        rank=collectives.rank(),
        workers=config.data.workers,
        pinned=device.type == "cuda",
    )


def _data_and_task_model(
    config: RunConfig,
    task: Task,
    records: Dataset[Record] | DataPart | None,
    data_fp: str,
    root: Path,
) -> tuple[EncodedDataset, TaskModel]:
    """Return encoded data and an untrained task model, the same whether it was found or made."""
    if isinstance(records, DataPart):
        return records.data_and_task_model(config, task)
    reader = reader_name(config.data) if records is None else None
    name = _name(config, task, reader, data_fp)
    found = open_encoded(root, name)
    samples = _Samples(config, task, records)
    set_seed(config.seed)
    if found is not None:
        _log(found.source, found.sizes, found.notes)
        return found, build_task_model(config, task, found.schema, samples.inputs())
    schema = samples.schema()
    notes, split = samples.notes(schema, data_fp), samples.split()
    _log(split.source, split.sizes, notes)
    task_model = build_task_model(config, task, schema, samples.inputs())
    encode = taught(config, task, task_model)
    encoded = write_encoded(root, name, split, schema, encode, task_model.length, notes)
    return encoded, task_model


def _log(source: str, sizes: Mapping[str, int], notes: Mapping[str, Any]) -> None:
    """Log what is known of the data, the same whether it was encoded now or found."""
    remarks = [Remark(*note) for note in notes[REMARKS]]
    log_division(source, sizes, notes[SPLIT]["held_out"], remarks)


def content_of(config: RunConfig, records: Dataset[Record] | DataPart | None = None) -> str:
    """Return the fingerprint of the content of the data, the `data_fp` of a run.

    Where a reader names no files, for example that of a database, its records are read.

    Raises:
        DataError: The path is missing, or no reader recognises it.
    """
    if isinstance(records, DataPart):
        return records.content
    if records is not None:
        return key_of_records(records)
    files = files_of(config.data)
    return key_of_files(files) if files else key_of_records(read_records(config.data))


def split_in_data(config: RunConfig) -> SplitRecord:
    """Return the splits that a run with this configuration trains on; the data is read for it.

    Raises:
        DataError: The data cannot be used.
    """
    divided = divide_records(config, build_task(config), read_records(config.data))
    return split_record_of(divided, content_of(config))


def _name(config: RunConfig, task: Task, reader: str | None, data_fp: str) -> str:
    """Return the fingerprint of everything that encoded data depends on."""
    data = plain_values(config)["data"]
    return key_of(
        {
            "seed": config.seed,
            **encoding_settings(config, task),
            "data": {key: one for key, one in data.items() if key not in _IRRELEVANT},
            "content": data_fp,
            "splitting": SPLITTING,
            "reader": None if reader is None else provider_code("reader", reader),
        }
    )


_IRRELEVANT = ("path", "cache_dir", "workers")


class _Samples:
    """The parsed and divided samples, read when they are first needed.

    Args:
        config: The run's configuration.
        task: Parses records.
        records: Records in memory, or None to read them.
    """

    def __init__(self, config: RunConfig, task: Task, records: Dataset[Record] | None) -> None:
        self._config = config
        self._task = task
        self._records = records
        self._found: tuple[SplitDataset, Dataset[Any]] | None = None

    def split(self) -> Dataset[Any]:
        """Return the three splits."""
        return self._divided()[1]

    def schema(self) -> dict[str, Any]:
        """Return what the task learns from the training samples, and check the other splits."""
        divided, samples = self._divided()
        return divided.schema(self._task, samples)

    def notes(self, schema: Mapping[str, Any], data_fp: str) -> dict[str, Any]:
        """Return what is to be found again with the encoded data: its splits, what is odd."""
        divided, samples = self._divided()
        origin: Origin = "data" if self._records is None else "memory"
        remarks = [
            *divided.remarks(),
            *self._task.remarks(samples.train, schema),
            *shared_texts(self._task, samples, divided.held_out),
        ]
        return {
            SPLIT: split_record_of(divided, data_fp, origin).model_dump(),
            REMARKS: [list(remark) for remark in remarks],
        }

    def _divided(self) -> tuple[SplitDataset, Dataset[Any]]:
        if self._found is None:
            records = self._records or read_records(self._config.data)
            divided = divide_records(self._config, self._task, records)
            samples = divided.records.map(self._task.parse)
            read = ("train", *divided.held_out) if divided.held_out else ()
            _read_through(samples, [name for name in SPLITS if name not in read])
            self._found = divided, samples
        return self._found

    def inputs(self) -> Iterator[Any]:
        """Yield the inputs of the training samples, which are read when a backbone looks at one."""
        for sample in self.split().train:
            yield self._task.inputs_of(sample)


def _read_through(samples: Dataset[Any], names: Sequence[str]) -> None:
    """Parse everything once, so that a faulty record is reported before anything else is wrong.

    Raises:
        DataError: A record cannot be used.
    """
    for name in names:
        for _ in samples.split(name):
            pass
