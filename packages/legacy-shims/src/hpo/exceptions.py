"""The old path of `training.hpo.exceptions`."""

from training._legacy import redirect_package

redirect_package(globals())
