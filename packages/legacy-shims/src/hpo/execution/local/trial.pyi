"""The old path of `training.hpo.execution.local.trial`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.hpo.execution.local.trial import TrialExecutor as TrialExecutor

@deprecated("`training.hpo.execution.local.trial.run_training_trial` replaces it")
def run_training_trial(
    trial_params: Mapping[str, Any],
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    output_dir: Path,
    train_config: Mapping[str, Any],
    mlflow_experiment_name: str,
    objective_metric: str = ...,
    fold_idx: int | None = None,
    fold_splits_file: Path | None = None,
    parent_run_id: str | None = None,
) -> float: ...
