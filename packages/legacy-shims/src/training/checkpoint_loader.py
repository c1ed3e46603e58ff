"""The old path of `training.core.checkpoint_loader`."""

from training._legacy import redirect_module

redirect_module(globals())
