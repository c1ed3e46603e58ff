"""The old path of `training.hpo.tracking.cleanup`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.tracking.cleanup.cleanup_interrupted_runs` replaces it")
def cleanup_interrupted_runs(
    parent_run_id: str,
    hpo_parent_context: Any,
    mlflow_experiment_name: str,
    mlflow_run_name: str,
    output_dir: Path,
    hpo_config: Mapping[str, Any],
) -> dict[str, list[str]] | None: ...
@deprecated("`training.hpo.tracking.cleanup.should_skip_cleanup` replaces it")
def should_skip_cleanup(hpo_config: Mapping[str, Any]) -> tuple[bool, str]: ...
@deprecated("`training.hpo.tracking.cleanup.should_tag_as_interrupted` replaces it")
def should_tag_as_interrupted(run_data: Any, current_run_id: str) -> tuple[bool, str]: ...
@deprecated("`training.hpo.tracking.cleanup.strip_child_suffix` replaces it")
def strip_child_suffix(name: str) -> str: ...
