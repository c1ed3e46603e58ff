"""The old path of `training.execution.distributed`."""

from training._legacy import redirect_module

redirect_module(globals())
