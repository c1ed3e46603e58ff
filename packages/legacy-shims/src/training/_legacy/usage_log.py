"""Record who still imports old paths, where TRAINING_LEGACY_USAGE names a file for it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from training._legacy.import_request import ImportRequest
from training._legacy.import_watch import watch_imports
from training._legacy.moves import new_path
from training.migrate.readiness.usage_record import VARIABLE, UsageRecord

_recorded: set[tuple[int, str, str, int]] = set()
_unwritable: set[str] = set()


def record_usage(request: ImportRequest, log: str) -> None:
    """Append an import to the log, once for each process and line.

    An import never fails for it: what is wrong with the log is reported once on standard error.

    Args:
        request: The import.
        log: Path of the log.
    """
    key = (os.getpid(), request.path, request.site.filename, request.site.lineno)
    if key in _recorded:
        return
    _recorded.add(key)
    watch_imports(lambda seen: record_usage(seen, log))
    try:
        _append(log, _record(request).to_line())
    except OSError as error:
        _complain(log, error)


def _record(request: ImportRequest) -> UsageRecord:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    site, new = request.site, new_path(request.path) or ""
    file = Path(site.filename)
    place = str(file.absolute()) if file.exists() else site.filename
    return UsageRecord(now, request.path, new, place, site.lineno, os.getpid())


def _append(log: str, line: str) -> None:
    """Write the line at once, so that lines of several processes do not mix."""
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(descriptor, line.encode("utf-8", "backslashreplace"))
    finally:
        os.close(descriptor)


def _complain(log: str, error: OSError) -> None:
    if log not in _unwritable and sys.stderr is not None:
        _unwritable.add(log)
        sys.stderr.write(
            f"training: old imports are not recorded, because {VARIABLE}={log} cannot be written: "
            f"{error.strerror or error}\n"
        )
