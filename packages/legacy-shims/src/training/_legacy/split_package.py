"""An old package whose modules went to places that differ from its own.

It stays a package of its own, so that its modules can be found below it: as one object with the
new module it would put them into that one under old names. What was in the package itself is read
and changed where it is now. Importing a split package says nothing; taking something from it does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module, reload
from importlib.machinery import ModuleSpec
from types import ModuleType

from training._legacy import warn_moved
from training._legacy.import_request import trace_access
from training._legacy.moves import is_listed, is_split, new_path, old_paths_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object

_RAN = "__ran__"
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
        below = old_paths_below(self.__name__)
        steps = {path[len(self.__name__) + 1 :].partition(".")[0] for path in below}
        return sorted({*super().__dir__(), *steps, *_names_of_successor(self)})


class SplitLoader(Loader):
    """Makes split packages that have no file."""

    def create_module(self, spec: ModuleSpec) -> SplitPackage:
        """Return the package."""
        return SplitPackage(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing, as a split package has no code; reload what it stands for if reloaded."""
        new = new_path(module.__name__)
        if new and _RAN in vars(module):
            reload(import_module(new))
        vars(module)[_RAN] = True


def _is_module_below(path: str) -> bool:
    return is_split(path) or is_listed(path)


def _is_kept(package: SplitPackage, name: str) -> bool:
    return (
        name.startswith("__")
        or new_path(package.__name__) is None
        or _is_module_below(f"{package.__name__}.{name}")
    )


def _successor(package: SplitPackage, name: str) -> ModuleType:
    new = new_path(package.__name__)
    if new is None:
        raise AttributeError(
            f"`{package.__name__}` has no `{name}`: of this old package only modules that moved "
            f"are left. `training migrate explain {package.__name__}` lists them."
        )
    return import_module(new)


def _names_of_successor(package: SplitPackage) -> list[str]:
    new = new_path(package.__name__)
    return dir(import_module(new)) if new else []


def _announce(package: str, path: str) -> None:
    """Warn once for each line that takes names: an import statement asks for each twice."""
    request = trace_access(path)
    key = (package, request.site.filename, request.site.lineno)
    if key not in _seen:
        warn_moved(request)
        _seen.add(key)
