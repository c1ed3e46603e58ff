"""The old path of `training.execution.lineage`."""

from training._legacy import redirect_package

redirect_package(globals())
