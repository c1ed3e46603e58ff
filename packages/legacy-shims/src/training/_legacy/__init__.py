"""Old import paths: the old module is the new module, and whoever imports it is told.

A shim module calls `redirect_module(globals())`, the `__init__.py` of an old package
`redirect_package(globals())`, or `redirect_split(globals())` where modules of one package went to
different places. Where a path went is in `training._legacy.moves`, a copy of what
`training.cli.migrate.rename_table` says about paths that are served.

A shim steps aside before anything else is imported: until then, other threads can find it. Old
programs load this at every start; what only some of them need is imported where it is used.
"""

from __future__ import annotations

import sys
from importlib import import_module

from training._legacy.shim import Shim

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training._legacy.moved_warning import (
        TrainingDeprecationWarning as TrainingDeprecationWarning,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, _ = attach(__name__, {"TrainingDeprecationWarning": "moved_warning"})

__all__ = [
    "TrainingDeprecationWarning",
    "redirect_module",
    "redirect_package",
    "redirect_split",
]


def redirect_module(namespace: dict[str, object]) -> None:
    """Warn the importer of a shim module, then put the new module in its place.

    Args:
        namespace: `globals()` of the shim.

    Raises:
        TrainingDeprecationWarning: A warning filter turns it into an error; nothing was imported.
    """
    shim = Shim(namespace)
    shim.step_aside()
    from training._legacy.import_request import trace_request
    from training._legacy.moved_warning import warn_moved

    warn_moved(trace_request(shim))
    shim.hand_over()


def redirect_package(namespace: dict[str, object]) -> None:
    """Do as `redirect_module` for an old package, and for every module below it from now on.

    Shim files below the package call it too. The import system looks for those only in a thread
    that imports such a module while another thread is at the package's own `__init__.py`; so they
    wait for that one to end.

    Args:
        namespace: `globals()` of the package's `__init__.py`, or of a shim below it.

    Raises:
        TrainingDeprecationWarning: A warning filter turns it into an error; nothing was imported.
    """
    shim = Shim(namespace)
    shim.step_aside()
    from training._legacy.alias_finder import alias_finder

    finder = alias_finder(_root(shim))
    finder.announcements.announce(shim)
    finder.install()
    shim.hand_over()


def redirect_split(namespace: dict[str, object]) -> None:
    """Make a package whose modules went to different places find them there.

    Args:
        namespace: `globals()` of the package's `__init__.py`.
    """
    from training._legacy.alias_finder import alias_finder
    from training._legacy.split_package import SplitPackage

    shim = Shim(namespace)
    sys.modules[shim.name].__class__ = SplitPackage
    alias_finder(_root(shim)).install()


def _root(shim: Shim) -> str:
    """Return the package whose finder serves a shim, once that package is loaded."""
    first, _, rest = shim.name.partition(".")
    root = shim.name if first == "training" or not rest else first
    if root != shim.name:
        import_module(root)
    return root
