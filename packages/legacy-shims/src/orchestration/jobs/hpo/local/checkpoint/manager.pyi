"""The old path of `training.hpo.checkpoint.storage`."""

from hpo.checkpoint.storage import *
