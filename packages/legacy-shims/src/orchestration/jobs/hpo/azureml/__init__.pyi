"""The old path of `training.hpo.execution.azureml` and of every module below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from azure.ai.ml import MLClient
from azure.ai.ml.entities import Data, Environment, Job
from azure.ai.ml.sweep import SweepJob
from typing_extensions import deprecated

@deprecated("`training.hpo.execution.azureml.create_dry_run_sweep_job_for_backbone` replaces it")
def create_dry_run_sweep_job_for_backbone(
    script_path: Path,
    data_asset: Data,
    environment: Environment,
    compute_cluster: str,
    backbone: str,
    smoke_hpo_config: Mapping[str, Any],
    configs: Mapping[str, Any],
    config_metadata: Mapping[str, str],
    aml_experiment_name: str,
    stage: str,
) -> SweepJob: ...
@deprecated("`training.hpo.execution.azureml.create_hpo_sweep_job_for_backbone` replaces it")
def create_hpo_sweep_job_for_backbone(
    script_path: Path,
    data_asset: Data,
    environment: Environment,
    compute_cluster: str,
    hpo_config: Mapping[str, Any],
    backbone: str,
    configs: Mapping[str, Any],
    config_metadata: Mapping[str, str],
    aml_experiment_name: str,
    stage: str,
) -> SweepJob: ...
@deprecated("`training.hpo.execution.azureml.create_search_space` replaces it")
def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.hpo.execution.azureml.validate_sweep_job` replaces it")
def validate_sweep_job(
    job: Job,
    backbone: str,
    job_type: str = "Sweep",
    min_expected_trials: int | None = None,
    ml_client: MLClient | None = None,
) -> None: ...
