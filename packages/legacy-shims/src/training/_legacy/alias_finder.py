"""Find the modules below an old package: each is the new module of the same name.

Without the finder, the `__path__` of the new package would lead the import system to the same files
under the old names, and every module would be loaded twice.
"""

from __future__ import annotations

import sys

from training._legacy.moved_warning import Announcements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


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
        from training._legacy.alias_loader import spec_of_alias

        return spec_of_alias(fullname, self.announcements)

    def install(self) -> None:
        """Go first on `sys.meta_path`, unless a finder for the package is there."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)


def alias_finder(package: str) -> AliasFinder:
    """Return the installed finder of an old package, or a new one, not yet installed."""
    installed = (one for one in sys.meta_path if isinstance(one, AliasFinder))
    found = next((one for one in installed if one.package == package), None)
    return found or AliasFinder(package)
