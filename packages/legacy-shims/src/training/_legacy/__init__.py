"""Old import paths: the old module is the new module, and whoever imports it is told.

A shim module calls `redirect_module(globals())`, the `__init__.py` of an old package
`redirect_package(globals())`, or `redirect_split(globals())` where modules of one package went to
different places. Where a path went is in `training._legacy.table`, a copy of what
`training.cli.migrate.rename_table` says about paths that are served.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training._legacy.moved_warning import (
        TrainingDeprecationWarning as TrainingDeprecationWarning,
    )
    from training._legacy.redirect import redirect_module as redirect_module
    from training._legacy.redirect import redirect_package as redirect_package
    from training._legacy.redirect import redirect_split as redirect_split
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "TrainingDeprecationWarning": "moved_warning",
            "redirect_module": "redirect",
            "redirect_package": "redirect",
            "redirect_split": "redirect",
        },
    )
