"""Train one trial on one split: the old functions; new code calls `training.core.train_model`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.data.folds.file import load_fold_splits
from training.errors import ConfigError
from training.hpo.compat.single_trial import SingleTrial
from training.hpo.compat.sweep_plan import OldInputs
from training.hpo.old_layout.settings import DEFAULT_METRIC


class TrialExecutor:
    """Trains trials.

    Args:
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        mlflow_experiment_name: Noted in the record of each run.
    """

    def __init__(self, config_dir: Path, mlflow_experiment_name: str) -> None:
        self._config_dir = config_dir
        self._experiment = mlflow_experiment_name

    def execute(
        self,
        trial_params: Mapping[str, Any],
        dataset_path: str,
        backbone: str,
        output_dir: Path,
        train_config: Mapping[str, Any],
        objective_metric: str = DEFAULT_METRIC,
        fold_idx: int | None = None,
        fold_splits_file: Path | None = None,
        parent_run_id: str | None = None,
    ) -> float:
        """Train a trial; see `run_training_trial`."""
        return run_training_trial(
            trial_params,
            dataset_path,
            self._config_dir,
            backbone,
            output_dir,
            train_config,
            self._experiment,
            objective_metric,
            fold_idx,
            fold_splits_file,
            parent_run_id,
        )


def run_training_trial(
    trial_params: Mapping[str, Any],
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    output_dir: Path,
    train_config: Mapping[str, Any],
    mlflow_experiment_name: str,
    objective_metric: str = DEFAULT_METRIC,
    fold_idx: int | None = None,
    fold_splits_file: Path | None = None,
    parent_run_id: str | None = None,
) -> float:
    """Train a trial on one fold, or on the data's own splits, and return its objective.

    Args:
        trial_params: Parameters by name as in a search space.
        dataset_path: File or folder of the dataset.
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        backbone: Name of that file, or of a backbone.
        output_dir: Run directory.
        train_config: What all trials share: sections, or the keys of `training`.
        mlflow_experiment_name: Noted in the record of the run.
        objective_metric: Metric of the validation part that is returned.
        fold_idx: Fold to train, from 0; None for the data's own splits.
        fold_splits_file: File of folds, as `save_fold_splits` writes it.
        parent_run_id: Tracked run of the sweep; noted in the record.

    Raises:
        ConfigError: A setting cannot be used, or there is no such fold.
        TrialExecutionError: It cannot be trained.
    """
    inputs = OldInputs(dataset_path, config_dir, backbone, train_config, {})
    splits = None
    if fold_idx is not None:
        splits = _splits(fold_splits_file, fold_idx)
    notes = {"mlflow_experiment_name": mlflow_experiment_name, "parent_run_id": parent_run_id}
    known = {key: value for key, value in notes.items() if value is not None}
    trial = SingleTrial(inputs, trial_params, objective_metric, splits, known)
    return trial.train(fold_idx or 0, Path(output_dir))


def _splits(path: Path | None, fold: int) -> list[tuple[list[int], list[int]]]:
    if path is None:
        raise ConfigError(
            f"`fold_idx` is {fold}, and no `fold_splits_file` says what that fold is."
        )
    splits, _ = load_fold_splits(Path(path))
    if not 0 <= fold < len(splits):
        raise ConfigError(
            f"`fold_idx` is {fold}, and {path} has {len(splits)} folds, counted from 0."
        )
    return splits
