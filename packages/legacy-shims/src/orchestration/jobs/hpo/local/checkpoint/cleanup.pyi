"""The old path of `training.hpo.checkpoint.cleanup`."""

from hpo.checkpoint.cleanup import *
