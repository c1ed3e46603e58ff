"""The old path of `training.hpo.trial` and of every module below it."""

from hpo.trial import *
