"""The old path of `training.hpo.core.study`."""

from hpo.core.study import *
