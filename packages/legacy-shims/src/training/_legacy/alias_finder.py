"""Find the modules below an old package: each is the new module of the same name.

Without the finder, the `__path__` of the new package would lead the import system to the same files
under the old names, and every module would be loaded twice.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

from training._legacy.alias_loader import AliasLoader
from training._legacy.announcements import Announcements
from training.cli.migrate.renames import new_path


@dataclass(frozen=True)
class AliasFinder:
    """A `sys.meta_path` finder for everything below one old package.

    Attributes:
        package: Old package, whose own `__init__.py` is found in the ordinary way.
        announcements: The warnings given about it.
    """

    package: str
    announcements: Announcements = field(default_factory=Announcements, compare=False)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return how to load an old module, or None where the name is not ours or leads nowhere."""
        new = new_path(fullname) if fullname.startswith(f"{self.package}.") else None
        found = find_spec(new) if new else None
        return found and _alias(fullname, found, self.announcements)

    def install(self) -> None:
        """Go first on `sys.meta_path`, unless a finder for the package is there."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)


def alias_finder(package: str) -> AliasFinder:
    """Return the installed finder of an old package, or a new one, not yet installed."""
    finder = AliasFinder(package)
    return next((known for known in sys.meta_path if known == finder), finder)


def _alias(fullname: str, found: ModuleSpec, announcements: Announcements) -> ModuleSpec:
    spec = ModuleSpec(fullname, AliasLoader(announcements), origin=found.origin)
    spec.has_location = found.has_location
    spec.cached = found.cached
    spec.submodule_search_locations = found.submodule_search_locations
    return spec
