"""The old path of `training.hpo.core` and of every module below it."""

from training._legacy import redirect_package

redirect_package(globals())
