"""The old path of `training.hpo.execution.local.cv` and of every module below it."""

from hpo.execution.local.cv import *
