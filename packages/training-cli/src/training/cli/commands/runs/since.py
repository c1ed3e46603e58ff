"""Points in time as people give them: a date, or how long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from training.errors import ConfigError

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
AGO = re.compile(r"(\d+)([mhdw])")


def since(text: str) -> str:
    """Return a point in time, UTC, ISO 8601, as run records hold it.

    Args:
        text: ``30m``, ``12h``, ``7d`` or ``2w`` ago, or a date or time such as ``2026-01-31``,
            which is local unless it says otherwise.

    Raises:
        ConfigError: It is neither.
    """
    found = AGO.fullmatch(text.strip())
    try:
        moment = _ago(*found.groups()) if found else datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise ConfigError(
            f"--since {text}: expected how long ago (30m, 12h, 7d, 2w) or a date (2026-01-31)."
        ) from error
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _ago(number: str, unit: str) -> datetime:
    return datetime.now(UTC) - timedelta(**{UNITS[unit]: int(number)})
