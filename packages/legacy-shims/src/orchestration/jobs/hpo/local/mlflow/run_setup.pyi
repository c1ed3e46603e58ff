"""The old path of `training.hpo.tracking.setup`."""

from hpo.tracking.setup import *
