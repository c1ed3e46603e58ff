"""The old path of `training.hpo.exceptions`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from training.hpo.exceptions import *  # noqa: F403
else:
    from training._legacy import redirect_package

    redirect_package(globals())
