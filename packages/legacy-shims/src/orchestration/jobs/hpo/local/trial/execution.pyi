"""The old path of `training.hpo.execution.local.trial`."""

from hpo.execution.local.trial import *
