"""The old path of `training.hpo.checkpoint` and of every module below it."""

from hpo.checkpoint import *
