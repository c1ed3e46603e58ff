"""Find and load the modules below an old package: each is the new module of the same name.

Without the finder, the `__path__` of the new package would lead the import system to the same files
under the old names, and every module would be loaded twice.
"""

from __future__ import annotations

import sys

from training._legacy import Shim, warn_moved
from training._legacy.import_request import trace_request
from training._legacy.moves import is_split, new_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
else:
    Loader = object
    ModuleSpec = type(sys.__spec__)


class Announcements:
    """The warnings given about one old package.

    ``import hpo.core.study`` loads three old modules. The first of them gives the warning, in the
    name of the whole path; the other two are then covered by it.
    """

    def __init__(self) -> None:
        self._covered: set[str] = set()

    def announce(self, shim: Shim) -> None:
        """Warn about a shim, unless the import that loads it has been warned about already.

        An import that asks for a split package is silent: what is taken from that speaks.

        Raises:
            TrainingDeprecationWarning: A warning filter turns it into an error.
        """
        if shim.name in self._covered:
            self._covered.discard(shim.name)
            return
        request = trace_request(shim)
        if is_split(request.path):
            return
        warn_moved(request)
        self._covered.update(_steps(shim.name, request.path))

    def cover(self, name: str) -> None:
        """Give no warning when the old module `name` is loaded next."""
        self._covered.add(name)


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
        return _spec_of_alias(fullname, self.announcements)

    def install(self) -> None:
        """Go first on `sys.meta_path`, unless a finder for the package is there."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)


def alias_finder(package: str) -> AliasFinder:
    """Return the installed finder of an old package, or a new one, not yet installed."""
    installed = (one for one in sys.meta_path if isinstance(one, AliasFinder))
    found = next((one for one in installed if one.package == package), None)
    return found or AliasFinder(package)


class AliasLoader(Loader):
    """Loads a module below an old package as though a shim file stood there.

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
        shim.withdraw()
        self._announcements.announce(shim)
        shim.hand_over()


def _spec_of_alias(fullname: str, announcements: Announcements) -> ModuleSpec | None:
    if is_split(fullname):
        from training._legacy.split_package import SplitLoader

        return ModuleSpec(fullname, SplitLoader(), is_package=True)
    new = new_path(fullname)
    found = _spec_of(new) if new else None
    return found and _alias(fullname, found, announcements)


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


def _steps(loading: str, asked: str) -> list[str]:
    """Return the modules to load after `loading` on the way to `asked`."""
    parts = asked.split(".")
    first = loading.count(".") + 2
    return [".".join(parts[:length]) for length in range(first, len(parts) + 1)]
