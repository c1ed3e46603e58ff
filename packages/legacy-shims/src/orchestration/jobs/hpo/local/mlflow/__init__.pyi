"""The old path of `training.hpo.tracking` and of every module below it."""

from hpo.tracking import *
