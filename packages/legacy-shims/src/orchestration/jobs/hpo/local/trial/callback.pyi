"""The old path of `training.hpo.trial.callback`."""

from hpo.trial.callback import *
