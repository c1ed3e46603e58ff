"""The old path of `training.core.trainer`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from training.core.trainer import *  # noqa: F403
else:
    from training._legacy import redirect_module

    redirect_module(globals())
