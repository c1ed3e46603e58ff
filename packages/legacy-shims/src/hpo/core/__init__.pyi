"""The old path of `training.hpo.core` and of every module below it."""

from collections.abc import Collection, Mapping
from types import ModuleType
from typing import Any

from optuna import Study
from optuna.pruners import BasePruner
from typing_extensions import deprecated

from training.hpo.core import SearchSpaceTranslator as SearchSpaceTranslator
from training.hpo.core import StudyManager as StudyManager

@deprecated("`training.hpo.core.create_optuna_pruner` replaces it")
def create_optuna_pruner(hpo_config: Mapping[str, Any]) -> BasePruner | None: ...
@deprecated("`training.hpo.core.create_search_space` replaces it")
def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.hpo.core.extract_best_config_from_study` replaces it")
def extract_best_config_from_study(
    study: Study, backbone: str, dataset_version: str, objective_metric: str = "macro-f1"
) -> dict[str, Any]: ...
@deprecated("`training.hpo.core.import_optuna` replaces it")
def import_optuna() -> ModuleType: ...
@deprecated("`training.hpo.core.translate_search_space_to_optuna` replaces it")
def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]: ...
