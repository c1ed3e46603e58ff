"""The old path of `training.hpo.execution.local.sweep`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from optuna import Study, Trial
from typing_extensions import deprecated

@deprecated("`training.hpo.execution.local.sweep.create_local_hpo_objective` replaces it")
def create_local_hpo_objective(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    hpo_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    output_base_dir: Path,
    mlflow_experiment_name: str,
    objective_metric: str = ...,
    k_folds: int | None = None,
    fold_splits_file: Path | None = None,
    run_id: str | None = None,
    data_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> tuple[Callable[[Trial], float], Callable[[], None]]: ...
@deprecated("`training.hpo.execution.local.sweep.run_local_hpo_sweep` replaces it")
def run_local_hpo_sweep(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    hpo_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    output_dir: Path,
    mlflow_experiment_name: str,
    k_folds: int | None = None,
    fold_splits_file: Path | None = None,
    checkpoint_config: Mapping[str, Any] | None = None,
    restore_from_drive: Callable[[Path], bool] | None = None,
    data_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> Study: ...
