"""The warning that an old import path gives."""

from __future__ import annotations

import os
import warnings

from training._legacy.moves import new_path
from training._legacy.moves import removed_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from training._legacy.import_request import ImportRequest


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


def _message(path: str) -> str:
    return (
        f"`{path}` is now `{new_path(path)}`; import that instead. "
        f"The old path is removed in legacy-shims {removed_in(path)}; "
        "`training migrate fix` rewrites old imports."
    )
