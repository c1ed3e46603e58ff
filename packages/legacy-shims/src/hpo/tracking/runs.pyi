"""The old path of `training.hpo.tracking.runs`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.tracking.runs.create_trial_run_no_cv` replaces it")
def create_trial_run_no_cv(
    trial_params: Mapping[str, Any],
    config_dir: Path,
    output_base_dir: Path,
    hpo_parent_run_id: str | None = None,
) -> str | None: ...
@deprecated("`training.hpo.tracking.runs.finalize_trial_run_no_cv` replaces it")
def finalize_trial_run_no_cv(trial_run_id: str, trial_number: int) -> None: ...
