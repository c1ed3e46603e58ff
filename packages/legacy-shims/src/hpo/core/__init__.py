"""The old path of `training.hpo.core` and of every module below it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from training.hpo.core import *  # noqa: F403
else:
    from training._legacy import redirect_package

    redirect_package(globals())
