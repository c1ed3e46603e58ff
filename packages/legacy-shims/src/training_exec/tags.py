"""The old path of `training.execution.tags`."""

from training._legacy import redirect_package

redirect_package(globals())
