"""Cross-validate one trial: the old function; a sweep does it for every trial."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.core.data.folds.checks import Split
from training.core.data.folds.file import save_fold_splits
from training.hpo.compat.single_trial import SingleTrial
from training.hpo.compat.sweep_plan import OldInputs


def run_training_trial_with_cv(
    trial_params: Mapping[str, Any],
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    output_dir: Path,
    train_config: Mapping[str, Any],
    mlflow_experiment_name: str,
    objective_metric: str,
    fold_splits: Sequence[Split],
    fold_splits_file: Path,
    hpo_parent_run_id: str | None = None,
    study_key_hash: str | None = None,
    study_family_hash: str | None = None,
    data_config: Mapping[str, Any] | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> tuple[float, list[float]]:
    """Train a trial on every fold; return the mean of the objective and its value in each.

    Args:
        trial_params: Parameters by name as in a search space.
        dataset_path: File or folder of the dataset.
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        backbone: Name of that file, or of a backbone.
        output_dir: Folder of the trial; each fold has its run directory ``fold_N`` in it.
        train_config: What all trials share: sections, or the keys of `training`.
        mlflow_experiment_name: Noted in the record of each run, like the identities below.
        objective_metric: Metric of the validation part.
        fold_splits: Positions of each fold, as `create_kfold_splits` returns them.
        fold_splits_file: Where they are written, if they are not there.
        hpo_parent_run_id: Tracked run of the sweep.
        study_key_hash: Identity of the study.
        study_family_hash: Identity of its family.
        data_config: Old data configuration; its entity types become the labels.
        hpo_config: Settings of the sweep; noted.
        benchmark_config: Settings of a benchmark; noted.

    Raises:
        ConfigError: A setting cannot be used.
        TrialExecutionError: A fold cannot be trained.
    """
    if not Path(fold_splits_file).exists():
        save_fold_splits(list(fold_splits), Path(fold_splits_file))
    notes = {
        "mlflow_experiment_name": mlflow_experiment_name,
        "hpo_parent_run_id": hpo_parent_run_id,
        "study_key_hash": study_key_hash,
        "study_family_hash": study_family_hash,
        "hpo_config": hpo_config,
        "benchmark_config": benchmark_config,
    }
    known = {key: value for key, value in notes.items() if value is not None}
    inputs = OldInputs(dataset_path, config_dir, backbone, train_config, data_config or {})
    trial = SingleTrial(inputs, trial_params, objective_metric, fold_splits, known)
    folders = [Path(output_dir) / f"fold_{fold}" for fold in range(len(fold_splits))]
    values = [trial.train(fold, folder) for fold, folder in enumerate(folders)]
    return statistics.fmean(values), values
