"""The old path of `training.hpo.core.optuna_integration`."""

from hpo.core.optuna_integration import *
