"""The old path of `training.hpo.tracking` and of every module below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.hpo.tracking import HpoRunContext as HpoRunContext

@deprecated("`training.hpo.tracking.cleanup_interrupted_runs` replaces it")
def cleanup_interrupted_runs(
    parent_run_id: str,
    hpo_parent_context: Any,
    mlflow_experiment_name: str,
    mlflow_run_name: str,
    output_dir: Path,
    hpo_config: Mapping[str, Any],
) -> dict[str, list[str]] | None: ...
@deprecated("`training.hpo.tracking.commit_run_name_version` replaces it")
def commit_run_name_version(
    parent_run_id: str, hpo_parent_context: Any, mlflow_run_name: str, output_dir: Path
) -> None: ...
@deprecated("`training.hpo.tracking.create_trial_run_no_cv` replaces it")
def create_trial_run_no_cv(
    trial_params: Mapping[str, Any],
    config_dir: Path,
    output_base_dir: Path,
    hpo_parent_run_id: str | None = None,
) -> str | None: ...
@deprecated("`training.hpo.tracking.finalize_trial_run_no_cv` replaces it")
def finalize_trial_run_no_cv(trial_run_id: str, trial_number: int) -> None: ...
@deprecated("`training.hpo.tracking.setup_hpo_mlflow_run` replaces it")
def setup_hpo_mlflow_run(
    backbone: str,
    study_name: str,
    output_dir: Path,
    run_id: str,
    should_resume: bool,
    checkpoint_enabled: bool,
    data_config: Mapping[str, Any] | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
    study_key_hash: str | None = None,
) -> tuple[HpoRunContext, str]: ...
@deprecated("`training.hpo.tracking.should_skip_cleanup` replaces it")
def should_skip_cleanup(hpo_config: Mapping[str, Any]) -> tuple[bool, str]: ...
@deprecated("`training.hpo.tracking.should_tag_as_interrupted` replaces it")
def should_tag_as_interrupted(run_data: Any, current_run_id: str) -> tuple[bool, str]: ...
@deprecated("`training.hpo.tracking.strip_child_suffix` replaces it")
def strip_child_suffix(name: str) -> str: ...
