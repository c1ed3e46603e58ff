"""The old path of `training.core.utils`."""

from training._legacy import redirect_module

redirect_module(globals())
