"""The old path of `training.hpo` and of every module below it."""

from hpo import *
