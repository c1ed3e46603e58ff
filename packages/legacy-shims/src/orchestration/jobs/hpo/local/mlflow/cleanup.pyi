"""The old path of `training.hpo.tracking.cleanup`."""

from hpo.tracking.cleanup import *
