"""Plan a sweep from the arguments of the old functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from training.core.data.folds.file import load_fold_splits
from training.errors import ConfigError
from training.hpo.compat.base_config import base_config
from training.hpo.fold_settings import FoldSettings
from training.hpo.old_layout.keys import Keys, require_run_id
from training.hpo.old_layout.settings import SweepSettings
from training.hpo.old_layout.sweep_keys import fold_values, pruner_value, sweep_values
from training.hpo.sweep.file import layer_of, sweep_of
from training.hpo.sweep.plan import Planned, plan_with_base


class OldInputs(NamedTuple):
    """What all trials of an old sweep share.

    Attributes:
        dataset_path: File or folder of the dataset.
        config_dir: Its file ``model/BACKBONE.yaml`` gives the model section, when there is one.
        backbone: Name of that file, or of a backbone.
        train_config: Old training configuration.
        data_config: Old data configuration.
    """

    dataset_path: str
    config_dir: Path
    backbone: str
    train_config: Mapping[str, Any]
    data_config: Mapping[str, Any]


class OldFolder(NamedTuple):
    """Where an old sweep writes.

    Attributes:
        path: Folder of the sweep.
        run_id: Ends the names of trial folders, unless it is empty.
        fold_splits_file: File of folds; None for one in the folder.
    """

    path: Path
    run_id: str
    fold_splits_file: Path | None


def plan_old_sweep(
    inputs: OldInputs,
    hpo_config: Mapping[str, Any],
    settings: SweepSettings,
    folder: OldFolder,
    checkpoint: Keys,
) -> Planned:
    """Settle a sweep; nothing is written.

    Args:
        inputs: What all trials share.
        hpo_config: Old settings of the sweep.
        settings: What was read from them.
        folder: Where it writes.
        checkpoint: The section `checkpoint`.

    Raises:
        ConfigError: A setting cannot be used.
        DataError: The data or the file of folds cannot be used.
    """
    require_run_id(folder.run_id)
    settings = _with_folds_of_file(settings, folder.fold_splits_file)
    values = {
        **sweep_values(settings),
        "search_space": dict(hpo_config["search_space"]),
        "folds": _folds(settings.folds, folder.fold_splits_file),
        "pruner": pruner_value(hpo_config),
        "fold_pruning": False,
        "save_only_best": checkpoint.truth("save_only_best", False),
        "workers": 0,
    }
    file = sweep_of(layer_of(values, "hpo_config"), {})
    base = base_config(**inputs._asdict(), settings=settings)
    directory = folder.path.absolute()
    return plan_with_base(file, base, directory, inputs.backbone, folder.run_id)


def _folds(settings: FoldSettings | None, path: Path | None) -> dict[str, Any] | None:
    if settings is None:
        return None
    given = {} if path is None else {"file": str(Path(path).absolute())}
    return {**fold_values(settings), **given}


def _with_folds_of_file(settings: SweepSettings, path: Path | None) -> SweepSettings:
    """Take the folds of a file when nothing says how many there should be."""
    if settings.folds is not None or path is None:
        return settings
    if not Path(path).exists():
        raise ConfigError(
            f"`fold_splits_file`: {path} does not exist, and neither `k_folds` nor "
            "`k_fold.enabled` says how to make it."
        )
    splits, metadata = load_fold_splits(Path(path))
    return replace(settings, folds=_noted_settings(len(splits), metadata, settings.seed))


def _noted_settings(number: int, metadata: Mapping[str, Any], seed: int) -> FoldSettings:
    return FoldSettings(
        k=number,
        random_seed=metadata.get("random_seed", seed),
        shuffle=metadata.get("shuffle", True),
        stratified=metadata.get("stratified", False),
    )
