"""The old path of `training.hpo.execution.local.cv`."""

from hpo.execution.local.cv import *
