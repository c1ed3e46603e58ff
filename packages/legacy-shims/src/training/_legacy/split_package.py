"""An old package whose modules went to places that differ from its own.

It stays a package of its own, so that its modules can be found below it: as one object with the
new module it would put them into that one under old names. What was in the package itself is read
and changed where it is now. Importing a split package says nothing; taking something from it does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

from training._legacy.import_request import trace_access
from training._legacy.moved_warning import warn_moved
from training.cli.migrate.renames import is_split
from training.cli.migrate.renames import rename_of
from training.cli.migrate.renames import renames_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object

_seen: set[tuple[str, str, int]] = set()


class SplitPackage(ModuleType):
    """The module object of a split package."""

    def __getattr__(self, name: str) -> object:
        path = f"{self.__name__}.{name}"
        if path in sys.modules or _is_module_below(path):
            return import_module(path)
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        value = getattr(_successor(self, name), name)
        if name != "__all__":
            _announce(self.__name__, path)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if _is_kept(self, name):
            super().__setattr__(name, value)
        else:
            setattr(_successor(self, name), name, value)

    def __delattr__(self, name: str) -> None:
        if _is_kept(self, name):
            super().__delattr__(name)
        else:
            delattr(_successor(self, name), name)

    def __dir__(self) -> Iterable[str]:
        below = {rename.old for rename in renames_below(self.__name__)}
        steps = {path[len(self.__name__) + 1 :].partition(".")[0] for path in below}
        return sorted({*super().__dir__(), *steps, *_names_of_successor(self)})


class SplitLoader(Loader):
    """Makes split packages that have no file."""

    def create_module(self, spec: ModuleSpec) -> SplitPackage:
        """Return the package."""
        return SplitPackage(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: a split package has no code."""


def _is_module_below(path: str) -> bool:
    rename = rename_of(path)
    return is_split(path) or (rename is not None and rename.old == path)


def _is_kept(package: SplitPackage, name: str) -> bool:
    return (
        name.startswith("__")
        or rename_of(package.__name__) is None
        or _is_module_below(f"{package.__name__}.{name}")
    )


def _successor(package: SplitPackage, name: str) -> ModuleType:
    rename = rename_of(package.__name__)
    if rename is None:
        raise AttributeError(
            f"`{package.__name__}` has no `{name}`: of this old package only modules that moved "
            f"are left. `training migrate explain {package.__name__}` lists them."
        )
    return import_module(rename.new)


def _names_of_successor(package: SplitPackage) -> list[str]:
    rename = rename_of(package.__name__)
    return dir(import_module(rename.new)) if rename else []


def _announce(package: str, path: str) -> None:
    """Warn once for each line that takes names: an import statement asks for each twice."""
    request = trace_access(path)
    key = (package, request.site.filename, request.site.lineno)
    if key not in _seen:
        warn_moved(request)
        _seen.add(key)
