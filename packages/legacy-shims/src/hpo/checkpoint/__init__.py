"""The old path of `training.hpo.checkpoint` and of every module below it."""

from training._legacy import redirect_package

redirect_package(globals())
