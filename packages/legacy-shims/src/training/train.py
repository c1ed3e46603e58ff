"""The old path of `training.cli.train`."""

from training._legacy import redirect_module

redirect_module(globals())
