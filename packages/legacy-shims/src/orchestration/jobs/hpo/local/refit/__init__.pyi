"""The old path of `training.hpo.execution.local.refit` and of every module below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optuna.trial import FrozenTrial
from typing_extensions import deprecated

@deprecated("`training.hpo.execution.local.refit.run_refit_training` replaces it")
def run_refit_training(
    best_trial: FrozenTrial,
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    output_dir: Path,
    train_config: Mapping[str, Any],
    mlflow_experiment_name: str,
    objective_metric: str,
    hpo_parent_run_id: str | None = None,
    study_key_hash: str | None = None,
    study_family_hash: str | None = None,
    trial_key_hash: str | None = None,
    refit_protocol_fp: str | None = None,
    run_id: str | None = None,
) -> tuple[dict[str, float], Path, str | None]: ...
