"""The old path of `training.execution.jobs`."""

from training._legacy import redirect_package

redirect_package(globals())
