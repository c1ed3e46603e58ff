"""The old path of `training.hpo.execution.local.refit`."""

from hpo.execution.local.refit import *
