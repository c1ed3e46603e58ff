"""The old path of `training.hpo.tracking.setup`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.hpo.tracking.setup import HpoRunContext as HpoRunContext

@deprecated("`training.hpo.tracking.setup.commit_run_name_version` replaces it")
def commit_run_name_version(
    parent_run_id: str, hpo_parent_context: Any, mlflow_run_name: str, output_dir: Path
) -> None: ...
@deprecated("`training.hpo.tracking.setup.setup_hpo_mlflow_run` replaces it")
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
