"""The old path of `training.core.trainer`."""

from training._legacy import redirect_module

redirect_module(globals())
