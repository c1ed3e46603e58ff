"""Load a module below an old package as though a shim file stood there."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from types import CodeType
from types import ModuleType

from training._legacy.announcements import Announcements
from training._legacy.handover import hand_over
from training._legacy.shim import Shim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object


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
        hand_over(shim)
