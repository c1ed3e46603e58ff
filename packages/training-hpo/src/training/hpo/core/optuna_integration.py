"""Public path of old signatures; their code is in `training.hpo.compat.optuna_integration`."""

from __future__ import annotations

from training.hpo.compat.optuna_integration import create_optuna_pruner as create_optuna_pruner
from training.hpo.optuna import import_optuna as import_optuna
