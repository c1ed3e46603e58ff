"""The old path of `training.core.metrics`."""

from training._legacy import redirect_module

redirect_module(globals())
