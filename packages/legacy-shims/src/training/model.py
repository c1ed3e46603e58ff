"""The old path of `training.core.model`."""

from training._legacy import redirect_module

redirect_module(globals())
