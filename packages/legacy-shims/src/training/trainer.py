"""The old path of `training.core.trainer`."""

from training._legacy import redirect_package

redirect_package(globals())
