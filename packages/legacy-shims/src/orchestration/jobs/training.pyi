"""The old path of `training.execution.jobs`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.config import RunConfig
from training.core.runs.provenance import Provenance
from training.execution.jobs import Job as Job
from training.execution.jobs import JobBackend as JobBackend
from training.execution.jobs import JobState as JobState

@deprecated("`training.execution.jobs.build_final_training_config` replaces it")
def build_final_training_config(
    best_config: Mapping[str, Any], train_config: Mapping[str, Any], random_seed: int = ...
) -> dict[str, Any]: ...
@deprecated("`training.execution.jobs.create_final_training_job` replaces it")
def create_final_training_job(
    script_path: Path,
    data_asset: Any,
    environment: Any,
    compute_cluster: str,
    final_config: Mapping[str, Any],
    aml_experiment_name: str,
    tags: Mapping[str, str],
) -> Any: ...
@deprecated("`training.execution.jobs.submit_job` replaces it")
def submit_job(
    config: RunConfig, directory: Path | None = None, provenance: Provenance = ...
) -> Job: ...
@deprecated("`training.execution.jobs.validate_final_training_job` replaces it")
def validate_final_training_job(job: Any) -> None: ...
