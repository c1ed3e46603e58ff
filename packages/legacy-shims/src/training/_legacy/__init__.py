"""Old import paths: the old module is the new module, and whoever imports it is warned.

A shim module calls `redirect_module(globals())`, the `__init__.py` of an old package
`redirect_package(globals())`, or `redirect_split(globals())` where modules of one package went to
different places. Where a path went is in `training._legacy.moves`, a copy of what
`training.migrate.rename_table` says about paths that are served.

The new module itself is never changed: only the entry in `sys.modules` is. (A loader that returned
it from `create_module` would have its `__spec__` overwritten by the import system.) A shim steps
aside before anything else happens: until then, other threads can find it.

Old programs load this at every start, and each module costs them more than what is in it; so what
every shim needs is in few modules, and the rest is imported where it is used.
"""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType
    from typing import Any

    from training._legacy.import_request import ImportRequest
else:
    ModuleType = type(sys)

__all__ = [
    "TrainingDeprecationWarning",
    "redirect_module",
    "redirect_package",
    "redirect_split",
]

_OLD_PATH = "_training_legacy_old_path"


class TrainingDeprecationWarning(DeprecationWarning):
    """An old import path was used; the message holds the new one and when the old one goes."""


def redirect_module(namespace: dict[str, object]) -> None:
    """Warn the importer of a shim module, then put the new module in its place.

    Args:
        namespace: `globals()` of the shim.

    Raises:
        TrainingDeprecationWarning: A warning filter turns it into an error; nothing was imported.
    """
    shim = Shim(namespace)
    shim.withdraw()
    from training._legacy.import_request import trace_request

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
    shim.withdraw()
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


def warn_moved(request: ImportRequest) -> None:
    """Warn about the import of an old path, at the line that asked for it, and record it.

    Raises:
        TrainingDeprecationWarning: A warning filter turns it into an error.
    """
    if log := os.environ.get("TRAINING_LEGACY_USAGE"):
        from training._legacy.usage_log import record_usage

        record_usage(request, log)
    site = request.site
    warnings.warn_explicit(
        _message(request.path),
        TrainingDeprecationWarning,
        filename=site.filename,
        lineno=site.lineno,
        module=site.module,
        registry=site.registry,
    )


class Shim:
    """The module that the import system makes for an old path, until the new one replaces it.

    Args:
        namespace: Its global variables, as the import system filled them.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.name: str = namespace["__spec__"].name

    @property
    def is_run(self) -> bool:
        """Whether the module is run (`python -m`, `runpy`) rather than imported."""
        from training._legacy.import_request import runs_under_runpy

        return self.namespace["__name__"] != self.name or runs_under_runpy(self.namespace)

    def withdraw(self) -> None:
        """Leave `sys.modules`, so that other threads wait for the new module."""
        module = None if self.is_run else sys.modules.get(self.name)
        if module is not None and vars(module) is self.namespace:
            _withdraw(module, self.name)

    def hand_over(self) -> None:
        """Make the old name mean the new module, or run that module if the shim is being run."""
        from training._legacy.moves import new_path, old_paths_below

        target = new_path(self.name)
        assert target is not None, self.name
        if self.is_run:
            self._run(target)
            return
        module = import_module(target)
        if old_paths_below(self.name):
            from training._legacy.moved_children import attach_children

            attach_children(self.name, module)
        sys.modules[self.name] = module

    def _run(self, target: str) -> None:
        from runpy import run_module

        name = self.namespace["__name__"]
        self.namespace.update(run_module(target, run_name=name, alter_sys=name == "__main__"))


class Proxy(ModuleType):
    """A shim that asks and changes the new module in place of itself.

    The import system gives a thread the module object it found before it waited for another
    thread's import to end, and never looks again whether that object has been replaced.
    """

    def __getattribute__(self, name: str) -> object:
        return getattr(_new_module(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(_new_module(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_new_module(self), name)

    def __dir__(self) -> Iterable[str]:
        return dir(_new_module(self))


def _message(path: str) -> str:
    from training._legacy.moves import new_path, removed_in

    return (
        f"`{path}` is now `{new_path(path)}`; import that instead. "
        f"The old path is removed in legacy-shims {removed_in(path)}; "
        "`training migrate fix` rewrites old imports."
    )


def _withdraw(module: ModuleType, old: str) -> None:
    """Take a shim out of `sys.modules` and make it a stand-in for what will be there."""
    vars(module)[_OLD_PATH] = old
    module.__class__ = Proxy
    del sys.modules[old]


def _new_module(proxy: Proxy) -> ModuleType:
    old: str = ModuleType.__getattribute__(proxy, "__dict__")[_OLD_PATH]
    return import_module(old)


def _root(shim: Shim) -> str:
    """Return the package whose finder serves a shim, once that package is loaded."""
    first, _, rest = shim.name.partition(".")
    root = shim.name if first == "training" or not rest else first
    if root != shim.name:
        import_module(root)
    return root
