"""The old path of `training.hpo.trial` and of every module below it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from optuna import Study
from optuna.trial import FrozenTrial
from typing_extensions import deprecated

@deprecated("`training.hpo.trial.create_trial_callback` replaces it")
def create_trial_callback(
    objective_metric: str, parent_run_id: str | None = None
) -> Callable[[Study, FrozenTrial], None]: ...
@deprecated("`training.hpo.trial.extract_trial_info_from_dirname` replaces it")
def extract_trial_info_from_dirname(dirname: str) -> dict[str, Any] | None: ...
@deprecated("`training.hpo.trial.generate_missing_trial_meta` replaces it")
def generate_missing_trial_meta(
    study_folder: Path,
    backbone: str,
    study_key_hash: str | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    data_config: Mapping[str, Any] | None = None,
) -> int: ...
@deprecated("`training.hpo.trial.generate_missing_trial_meta_for_all_studies` replaces it")
def generate_missing_trial_meta_for_all_studies(
    hpo_studies: Mapping[str, Any],
    backbone_values: Iterable[str],
    root_dir: Path,
    environment: str,
    hpo_config: Mapping[str, Any],
    data_config: Mapping[str, Any] | None = None,
    backup_enabled: bool = True,
) -> int: ...
@deprecated("`training.hpo.trial.read_trial_metrics` replaces it")
def read_trial_metrics(
    trial_output_dir: Path,
    root_dir: Path,
    objective_metric: str,
    mlflow_experiment_name: str | None = None,
) -> dict[str, Any]: ...
@deprecated("`training.hpo.trial.store_metrics_in_trial_attributes` replaces it")
def store_metrics_in_trial_attributes(
    trial: Any,
    output_base_dir: Path,
    trial_number: int,
    run_id: str | None = None,
    fold_splits: Sequence[Any] | None = None,
) -> None: ...
