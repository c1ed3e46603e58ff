"""The old way to train: a dictionary of settings, a dictionary of documents, a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from training.core.compat.config import run_config_from_old
from training.core.compat.tracker import observer_of
from training.core.compat.training_loop import (
    create_optimizer_and_scheduler as create_optimizer_and_scheduler,
)
from training.core.compat.training_loop import prepare_data_loaders as prepare_data_loaders
from training.core.compat.training_loop import run_training_loop as run_training_loop
from training.core.compat.training_loop import save_checkpoint as save_checkpoint
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.folds.checks import check_split
from training.core.distributed import collectives
from training.core.trainer.train import TrainingResult, train
from training.errors import ConfigError


class ProcessContext(Protocol):
    """The part of an execution context that training looks at."""

    world_size: int


def train_model(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Any]],
    output_dir: Path,
    context: ProcessContext | None = None,
    tracker: Any | None = None,
) -> dict[str, Any]:
    """Train a model on documents in memory and return its validation metrics.

    A thin adapter over `training.core.train`, which takes a typed configuration, reads the data
    itself and returns test metrics too.

    Args:
        config: Sections `training`, `model`, `data`, `distributed` as plain dictionaries.
        dataset: ``{"train": [...], "validation": [...], "test": [...]}``; all but the first may
            be missing.
        output_dir: Becomes the run directory; the model is in its folder ``checkpoint``.
        context: Where the process stands among others, whose process group it has joined.
        tracker: An object with `log_metrics(metrics)`, called beside the trackers that
            ``config["logging"]["trackers"]`` names; it may take `step` too.

    Returns:
        Metrics of the best epoch: ``macro-f1``, ``macro-f1-span``, ``loss``, ``per_entity``, …;
        with ``training.use_all_data`` there is no validation and the result is empty.

    Raises:
        ConfigError: A setting cannot be used.
        DataError: The documents cannot be used.
        RunError: `output_dir` holds a finished model, or an unfinished run of another kind.
    """
    if context is not None and context.world_size != collectives.world_size():
        raise ConfigError(
            f"`context`: it speaks of {context.world_size} processes, and "
            f"{collectives.world_size()} have joined. "
            "Call `training.execution.init_process_group_if_needed(context)` first."
        )
    return _result(config, dataset, Path(output_dir), tracker).validation


def _result(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Any]],
    output_dir: Path,
    tracker: Any | None,
) -> TrainingResult:
    run_config = run_config_from_old(config)
    records = _chosen_fold(config.get("training") or {}, _records(dataset))
    if (config.get("training") or {}).get("use_all_data"):
        records, run_config = _without_validation(records, run_config)
    observers = [] if tracker is None else [observer_of(tracker, output_dir, run_config)]
    output_dir.mkdir(parents=True, exist_ok=True)
    return train(run_config, observers, dataset=records, directory=output_dir)


def _records(dataset: Mapping[str, Sequence[Any]]) -> Dataset[Record]:
    train, validation, test = (
        [
            Record(values, f"dataset[{split!r}][{index}]")
            for index, values in enumerate(dataset.get(split) or ())
        ]
        for split in SPLITS
    )
    return Dataset(train, validation, test)


def _chosen_fold(settings: Mapping[str, Any], records: Dataset[Record]) -> Dataset[Record]:
    fold, file = settings.get("fold_idx"), settings.get("fold_splits_file")
    if fold is None or file is None:
        return records
    from training.core.data.folds.file import load_fold_splits

    splits, _ = load_fold_splits(Path(file))
    if not 0 <= fold < len(splits):
        raise ConfigError(
            f"training.fold_idx: {fold} is not in {file}, which holds folds 0 to {len(splits) - 1}."
        )
    checked = check_split(splits[fold], f"{file}, fold {fold}", len(records.train))
    train_part, validation = ([records.train[index] for index in part] for part in checked)
    return Dataset(train_part, validation, records.test, records.source)


def _without_validation(records: Dataset[Record], config: Any) -> tuple[Dataset[Record], Any]:
    everything = [*records.train, *records.validation]
    data = config.data.model_copy(update={"validation_fraction": 0.0, "test_fraction": 0.0})
    return Dataset(everything, (), records.test), config.model_copy(update={"data": data})
