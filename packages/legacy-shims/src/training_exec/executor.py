"""The old path of `training.execution.executor`."""

from training._legacy import redirect_package

redirect_package(globals())
