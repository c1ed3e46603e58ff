"""The folds of a sweep: made once, kept in a file, the same for every trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.config import RunConfig, config_from_values
from training.config.resolved import plain_values
from training.core.data.dataset import Record
from training.core.data.folds.checks import Split, require_partition
from training.core.data.folds.file import load_fold_splits, save_fold_splits
from training.core.data.folds.kfold import create_kfold_splits
from training.core.run_config.resolve import plugin_keys
from training.core.splits.test_records import content_digest
from training.core.tasks.task import Task
from training.errors import ConfigError, DataError
from training.hpo.fold_settings import FoldSettings
from training.hpo.sweep_data import SweepRecords


def with_all_labels(config: RunConfig, records: Sequence[Record]) -> RunConfig:
    """Return the configuration with the labels of all records of a sweep.

    A rare label may occur in the validation part of a fold only; the model of that fold has to
    know it all the same. A task that has no labels, or was given them, stays as it is.

    Raises:
        DataError: A record cannot be used.
    """
    from training.core.tasks.build import build_task

    task = build_task(config)
    schema = task.fit_schema([task.parse(record) for record in records])
    if getattr(config.task, "labels", ()) is not None or "labels" not in schema:
        return config
    values = plain_values(config)
    values["task"]["labels"] = schema["labels"]
    return config_from_values(values, "labels of the dataset", extend=plugin_keys)


FOLD_FILE = "fold_splits.json"


def prepare_folds(
    sweep_records: SweepRecords, settings: FoldSettings | None, path: Path, task: Task
) -> list[Split]:
    """Return training and validation positions of each fold; nothing is written.

    An existing file of folds is used, so that sweeps of several backbones, and a resumed sweep, see
    the same ones.

    Args:
        sweep_records: The records of the sweep.
        settings: How to make folds; None without a cross-validation, unless there is a file.
        path: File of folds.
        task: Says by which labels folds are stratified.

    Raises:
        ConfigError: There is neither a file nor a number of folds to make it with, or there are
            more folds than records.
        DataError: The folds of the file are not those asked for, or not of this dataset.
    """
    if sweep_records.own_split is not None:
        return [sweep_records.own_split]
    if path.exists():
        return _load(sweep_records, settings, path)
    return _made(sweep_records, _required(settings, path), task)


def keep_folds(
    splits: Sequence[Split], sweep_records: SweepRecords, settings: FoldSettings | None, path: Path
) -> None:
    """Write folds to their file, unless it is there or there is no cross-validation.

    Raises:
        DataError: The file cannot be written.
    """
    if settings is not None and not path.exists():
        save_fold_splits(list(splits), path, _metadata(sweep_records, settings))


def fingerprint(records: Sequence[Record]) -> str:
    """Return a digest of the content of records; where they stand does not matter."""
    return content_digest(records)


def _required(settings: FoldSettings | None, path: Path) -> FoldSettings:
    if settings is None:
        raise ConfigError(
            f"`fold_splits_file`: {path} does not exist, and neither `k_folds` nor "
            "`k_fold.enabled` says how to make it."
        )
    return settings


def _made(sweep_records: SweepRecords, settings: FoldSettings, task: Task) -> list[Split]:
    strata = _strata(sweep_records, task) if settings.stratified else []
    try:
        return create_kfold_splits(
            strata or list(sweep_records.records),
            k=settings.k,
            random_seed=settings.random_seed,
            shuffle=settings.shuffle,
            stratified=bool(strata),
        )
    except ConfigError as error:
        raise ConfigError(f"`folds`: {error} The data is {sweep_records.source}.") from error


def _strata(sweep_records: SweepRecords, task: Task) -> list[Any]:
    """Return documents by whose annotations folds are balanced; none when no record has a label.

    Every label of a record counts as an annotation of that type.
    """
    labels = [task.strata(task.parse(record)) for record in sweep_records.records]
    documents = [{"annotations": [[0, 0, label] for label in sorted(one)]} for one in labels]
    return documents if any(labels) else []


def _load(sweep_records: SweepRecords, settings: FoldSettings | None, path: Path) -> list[Split]:
    splits, metadata = load_fold_splits(path)
    try:
        require_partition(len(sweep_records.records), splits)
    except DataError as error:
        raise DataError(f"{path} does not fit {sweep_records.source}: {error}") from error
    asked: dict[str, Any] = {"k": len(splits), "data_sha256": fingerprint(sweep_records.records)}
    noted = {"data_sha256": asked["data_sha256"], **metadata, "k": len(splits)}
    if settings is not None:
        asked |= vars(settings)
    _require_same(path, asked, noted)
    return splits


def _require_same(path: Path, asked: Mapping[str, Any], noted: Mapping[str, Any]) -> None:
    for key, value in asked.items():
        if key in noted and noted[key] != value:
            raise DataError(
                f"{path}: these folds were made with {key}={noted[key]}, and this sweep asks for "
                f"{key}={value}. Name another file of folds, or move this one away to have new "
                "folds made. Folds of all training records are those of data.test_fraction=0: a "
                "sweep sets the test split aside first."
            )


def _metadata(sweep_records: SweepRecords, settings: FoldSettings) -> dict[str, Any]:
    return {
        **vars(settings),
        "source": sweep_records.source,
        "documents": len(sweep_records.records),
        "data_sha256": fingerprint(sweep_records.records),
    }
