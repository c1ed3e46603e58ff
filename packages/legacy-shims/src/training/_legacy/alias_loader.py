"""Load a module below an old package as though a shim file stood there."""

from __future__ import annotations

import sys

from training._legacy.moves import is_split
from training._legacy.moves import new_path
from training._legacy.shim import Shim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import CodeType
    from types import ModuleType

    from training._legacy.alias_finder import Announcements
else:
    Loader = object
    ModuleSpec = type(sys.__spec__)


def spec_of_alias(fullname: str, announcements: Announcements) -> ModuleSpec | None:
    """Return how to load an old module, or None where the name leads nowhere.

    Args:
        fullname: Its dotted path.
        announcements: The warnings given about its package.
    """
    if is_split(fullname):
        from training._legacy.split_package import SplitLoader

        return ModuleSpec(fullname, SplitLoader(), is_package=True)
    new = new_path(fullname)
    found = _spec_of(new) if new else None
    return found and _alias(fullname, found, announcements)


class AliasLoader(Loader):
    """The loader of one old package's modules.

    Args:
        announcements: The warnings given about that package.
    """

    def __init__(self, announcements: Announcements) -> None:
        self._announcements = announcements

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to the import system to make the short-lived shim."""

    def exec_module(self, module: ModuleType) -> None:
        """Warn the importer, then replace the shim by the new module.

        Raises:
            TrainingDeprecationWarning: A warning filter turns it into an error.
        """
        self.redirect(vars(module))

    def get_code(self, fullname: str) -> CodeType:
        """Return what `python -m` runs: the redirection, as in a shim file."""
        return compile("__spec__.loader.redirect(globals())", f"<shim {fullname}>", "exec")

    def get_data(self, path: str) -> bytes:
        """Read a data file for `pkgutil.get_data`."""
        with open(path, "rb") as file:  # noqa: PTH123 - an import of pathlib would cost more
            return file.read()

    def redirect(self, namespace: dict[str, object]) -> None:
        """Warn about the shim with these globals, then hand its name over."""
        shim = Shim(namespace)
        shim.step_aside()
        self._announcements.announce(shim)
        shim.hand_over()


def _spec_of(module: str) -> ModuleSpec | None:
    if module in sys.modules:
        return sys.modules[module].__spec__
    from importlib.util import find_spec

    return find_spec(module)


def _alias(fullname: str, found: ModuleSpec, announcements: Announcements) -> ModuleSpec:
    spec = ModuleSpec(fullname, AliasLoader(announcements), origin=found.origin)
    spec.has_location = found.has_location
    spec.cached = found.cached
    spec.submodule_search_locations = found.submodule_search_locations
    return spec
