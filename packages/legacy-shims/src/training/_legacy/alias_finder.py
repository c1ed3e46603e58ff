"""Find the modules below an old package: each is the new module of the same name.

Without the finder, the `__path__` of the new package would lead the import system to the same files
under the old names, and every module would be loaded twice.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from training._legacy.alias_loader import AliasLoader
from training._legacy.announcements import Announcements
from training.cli.migrate.renames import is_split
from training.cli.migrate.renames import new_path


class AliasFinder:
    """A `sys.meta_path` finder for everything below one old package.

    Args:
        package: Old package, whose own `__init__.py` is found in the ordinary way.

    Attributes:
        announcements: The warnings given about it.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self.announcements = Announcements()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return how to load an old module, or None where the name is not ours or leads nowhere."""
        if not fullname.startswith(f"{self.package}."):
            return None
        if is_split(fullname):
            from training._legacy.split_package import SplitLoader

            return ModuleSpec(fullname, SplitLoader(), is_package=True)
        new = new_path(fullname)
        found = _spec_of(new) if new else None
        return found and _alias(fullname, found, self.announcements)

    def install(self) -> None:
        """Go first on `sys.meta_path`, unless a finder for the package is there."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)


def alias_finder(package: str) -> AliasFinder:
    """Return the installed finder of an old package, or a new one, not yet installed."""
    installed = (one for one in sys.meta_path if isinstance(one, AliasFinder))
    found = next((one for one in installed if one.package == package), None)
    return found or AliasFinder(package)


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
