"""The old path of `training.hpo.trial.meta`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

@deprecated("`training.hpo.trial.meta.extract_trial_info_from_dirname` replaces it")
def extract_trial_info_from_dirname(dirname: str) -> dict[str, Any] | None: ...
@deprecated("`training.hpo.trial.meta.generate_missing_trial_meta` replaces it")
def generate_missing_trial_meta(
    study_folder: Path,
    backbone: str,
    study_key_hash: str | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    data_config: Mapping[str, Any] | None = None,
) -> int: ...
@deprecated("`training.hpo.trial.meta.generate_missing_trial_meta_for_all_studies` replaces it")
def generate_missing_trial_meta_for_all_studies(
    hpo_studies: Mapping[str, Any],
    backbone_values: Iterable[str],
    root_dir: Path,
    environment: str,
    hpo_config: Mapping[str, Any],
    data_config: Mapping[str, Any] | None = None,
    backup_enabled: bool = True,
) -> int: ...
