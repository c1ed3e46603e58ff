"""The folds of a sweep: made once, kept in a file, the same for every trial."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.core.cv_utils import create_kfold_splits
from training.core.cv_utils import get_fold_data
from training.core.cv_utils import load_fold_splits
from training.core.cv_utils import save_fold_splits
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.splitting import hold_out
from training.core.fold_checks import Split
from training.core.fold_checks import require_partition
from training.errors import ConfigError
from training.errors import DataError
from training.hpo.core.settings import FoldSettings

FOLD_FILE = "fold_splits.json"


def prepare_folds(
    dataset: Dataset[Record],
    config: RunConfig,
    settings: FoldSettings | None,
    fold_splits_file: Path | None,
    output_dir: Path,
) -> list[Dataset[Record]]:
    """Return the dataset of each fold.

    Folds are made from the training split alone. An existing file of folds is used, so that sweeps
    of several backbones, and a resumed sweep, see the same ones.

    Args:
        dataset: The dataset of the sweep.
        config: What all trials share; without a cross-validation its seed and fractions hold out a
            validation split, if the dataset brings none, as every other run does.
        settings: How to make folds; None for no cross-validation, unless there is a file.
        fold_splits_file: File of folds, read or written; by default one in `output_dir`.
        output_dir: Folder of the sweep.

    Returns:
        One dataset per fold, with its validation part as the validation split and without a test
        split; without a cross-validation the training and validation split of the dataset alone.

    Raises:
        ConfigError: There is neither a file nor a number of folds to make it with, or nothing to
            validate on.
        DataError: The folds of the file are not those asked for, or not of this dataset.
    """
    path = Path(fold_splits_file or output_dir / FOLD_FILE)
    if settings is None and fold_splits_file is None:
        return [_without_folds(dataset, config)]
    if not path.exists():
        return _datasets(dataset, _make(dataset, _required(settings, path), path))
    return _datasets(dataset, _load(dataset, settings, path))


def fingerprint(records: Sequence[Record]) -> str:
    """Return a digest of the content of records; where they stand does not matter."""
    digest = hashlib.sha256()
    for record in records:
        digest.update(json.dumps(record.values, sort_keys=True, default=str).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _without_folds(dataset: Dataset[Record], config: RunConfig) -> Dataset[Record]:
    data = config.data
    parts = hold_out(dataset, data.validation_fraction, data.test_fraction, config.seed)
    if not parts.validation:
        raise ConfigError(
            f"{dataset.source} brings no validation split and `data.validation_fraction` is 0, so "
            "trials cannot be compared. Give `k_folds`, or a fraction above 0."
        )
    return Dataset(parts.train, parts.validation, (), parts.source)


def _required(settings: FoldSettings | None, path: Path) -> FoldSettings:
    if settings is None:
        raise ConfigError(
            f"`fold_splits_file`: {path} does not exist, and neither `k_folds` nor "
            "`k_fold.enabled` says how to make it."
        )
    return settings


def _make(dataset: Dataset[Record], settings: FoldSettings, path: Path) -> list[Split]:
    splits = create_kfold_splits([record.values for record in dataset.train], **asdict(settings))
    save_fold_splits(splits, path, _metadata(dataset, settings))
    return splits


def _load(dataset: Dataset[Record], settings: FoldSettings | None, path: Path) -> list[Split]:
    splits, metadata = load_fold_splits(path)
    try:
        require_partition(len(dataset.train), splits)
    except DataError as error:
        raise DataError(f"{path} does not fit {dataset.source}: {error}") from error
    asked = {"k": len(splits), "data_sha256": fingerprint(dataset.train)}
    noted = {"data_sha256": asked["data_sha256"], **metadata, "k": len(splits)}
    if settings is not None:
        asked |= asdict(settings)
    _require_same(path, asked, noted)
    return splits


def _require_same(path: Path, asked: Mapping[str, Any], noted: Mapping[str, Any]) -> None:
    for key, value in asked.items():
        if key in noted and noted[key] != value:
            raise DataError(
                f"{path}: these folds were made with {key}={noted[key]}, and this sweep asks for "
                f"{key}={value}. Name another `fold_splits_file`, or move this one away to have "
                "new folds made."
            )


def _metadata(dataset: Dataset[Record], settings: FoldSettings) -> dict[str, Any]:
    return {
        **asdict(settings),
        "source": dataset.source,
        "documents": len(dataset.train),
        "data_sha256": fingerprint(dataset.train),
    }


def _datasets(dataset: Dataset[Record], splits: Sequence[Split]) -> list[Dataset[Record]]:
    parts = (get_fold_data(list(dataset.train), *split) for split in splits)
    return [Dataset(train, validation, (), dataset.source) for train, validation in parts]
