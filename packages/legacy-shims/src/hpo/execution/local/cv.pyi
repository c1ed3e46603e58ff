"""The old path of `training.hpo.execution.local.cv`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.data.folds.checks import Split

@deprecated("`training.hpo.execution.local.cv.run_training_trial_with_cv` replaces it")
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
) -> tuple[float, list[float]]: ...
