"""One warning for one import, however many modules it loads."""

from __future__ import annotations

from training._legacy.import_request import trace_request
from training._legacy.moved_warning import warn_moved
from training._legacy.shim import Shim
from training.cli.migrate.renames import is_split


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


def _steps(loading: str, asked: str) -> list[str]:
    """Return the modules to load after `loading` on the way to `asked`."""
    parts = asked.split(".")
    first = loading.count(".") + 2
    return [".".join(parts[:length]) for length in range(first, len(parts) + 1)]
