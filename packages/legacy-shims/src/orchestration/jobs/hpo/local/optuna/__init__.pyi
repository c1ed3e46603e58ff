"""The old path of `training.hpo.core.optuna_integration` and of every module below it."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from optuna.pruners import BasePruner
from typing_extensions import deprecated

@deprecated("`training.hpo.core.optuna_integration.create_optuna_pruner` replaces it")
def create_optuna_pruner(hpo_config: Mapping[str, Any]) -> BasePruner | None: ...
@deprecated("`training.hpo.core.optuna_integration.import_optuna` replaces it")
def import_optuna() -> ModuleType: ...
