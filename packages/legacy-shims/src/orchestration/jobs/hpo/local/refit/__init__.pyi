"""The old path of `training.hpo.execution.local.refit` and of every module below it."""

from hpo.execution.local.refit import *
