"""The old path of `training.core.evaluator`."""

from training._legacy import redirect_module

redirect_module(globals())
