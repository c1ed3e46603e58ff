"""The old path of `training.core.metrics`."""

from training._legacy import redirect_package

redirect_package(globals())
