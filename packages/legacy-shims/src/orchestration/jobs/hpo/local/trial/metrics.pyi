"""The old path of `training.hpo.trial.metrics`."""

from hpo.trial.metrics import *
