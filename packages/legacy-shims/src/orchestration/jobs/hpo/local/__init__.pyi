"""The old path of `training.hpo.execution.local` and of every module below it."""

from hpo.execution.local import *
