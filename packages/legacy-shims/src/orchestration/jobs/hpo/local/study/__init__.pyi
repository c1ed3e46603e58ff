"""The old path of `training.hpo.core.study` and of every module below it."""

from hpo.core.study import *
