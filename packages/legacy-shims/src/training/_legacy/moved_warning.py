"""The warning that an old import path gives, once for one import, however many modules it loads."""

from __future__ import annotations

import os
import warnings

from training._legacy.import_request import trace_request
from training._legacy.moves import is_split
from training._legacy.moves import new_path
from training._legacy.moves import removed_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from training._legacy.import_request import ImportRequest
    from training._legacy.shim import Shim


class TrainingDeprecationWarning(DeprecationWarning):
    """An old import path was used; the message holds the new one and when the old one goes."""


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


def _message(path: str) -> str:
    return (
        f"`{path}` is now `{new_path(path)}`; import that instead. "
        f"The old path is removed in legacy-shims {removed_in(path)}; "
        "`training migrate fix` rewrites old imports."
    )


def _steps(loading: str, asked: str) -> list[str]:
    """Return the modules to load after `loading` on the way to `asked`."""
    parts = asked.split(".")
    first = loading.count(".") + 2
    return [".".join(parts[:length]) for length in range(first, len(parts) + 1)]
