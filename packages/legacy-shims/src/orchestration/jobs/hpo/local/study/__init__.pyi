"""The old path of `training.hpo.core.study` and of every module below it."""

from typing import Any

from optuna import Study
from typing_extensions import deprecated

from training.hpo.core.study import StudyManager as StudyManager

@deprecated("`training.hpo.core.study.extract_best_config_from_study` replaces it")
def extract_best_config_from_study(
    study: Study, backbone: str, dataset_version: str, objective_metric: str = "macro-f1"
) -> dict[str, Any]: ...
