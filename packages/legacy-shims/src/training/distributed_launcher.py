"""The old path of `training.execution.distributed_launcher`."""

from training._legacy import redirect_module

redirect_module(globals())
