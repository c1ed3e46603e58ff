"""The old path of `training.hpo.core.optuna_integration` and of every module below it."""

from hpo.core.optuna_integration import *
