"""The old path of `training.execution` and of every module below it."""

from training._legacy import redirect_package

redirect_package(globals())
