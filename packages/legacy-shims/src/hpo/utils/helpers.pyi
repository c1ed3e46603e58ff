"""The old path of `training.hpo.utils.helpers`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.utils.helpers.create_mlflow_run_name` replaces it")
def create_mlflow_run_name(
    backbone: str,
    run_id: str,
    study_name: str | None = None,
    should_resume: bool = False,
    checkpoint_enabled: bool = False,
) -> str: ...
@deprecated("`training.hpo.utils.helpers.create_study_name` replaces it")
def create_study_name(
    backbone: str,
    run_id: str,
    should_resume: bool,
    checkpoint_config: Mapping[str, Any] | None = None,
    hpo_config: Mapping[str, Any] | None = None,
) -> str: ...
@deprecated("`training.hpo.utils.helpers.generate_run_id` replaces it")
def generate_run_id() -> str: ...
@deprecated("`training.hpo.utils.helpers.setup_checkpoint_storage` replaces it")
def setup_checkpoint_storage(
    output_dir: Path,
    checkpoint_config: Mapping[str, Any] | None,
    backbone: str,
    study_name: str | None = None,
    restore_from_drive: Callable[[Path], bool] | None = None,
) -> tuple[Path | None, str | None, bool]: ...
