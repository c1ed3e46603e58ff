"""Numbers as MLflow metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from training.core.trackers.numbers import numbers_of
from training.core.trackers.remote.events import Numbers
from training.execution.trackers.mlflow.mlflow_api import Metric

LONGEST_KEY = 250
CHECKSUM = 8
"""Characters of the checksum in a key that was changed."""
_FORBIDDEN = re.compile(r"[^\w\-. :/]")


def metrics_of(event: Numbers) -> list[Metric]:
    """Return the metrics of an event."""
    return metrics_at(event.split, event.metrics, event.time, event.step)


def metrics_at(above: str, values: Mapping[str, Any], time: int, step: int) -> list[Metric]:
    """Return a metric for every number.

    Args:
        above: Beginning of the keys, for example the split.
        values: Numbers by name; nested mappings are tables.
        time: Milliseconds since 1970.
        step: Optimizer steps made.
    """
    numbers = numbers_of(above, values)
    return [Metric(allowed_key(path), value, time, step) for path, value in numbers]


def allowed_key(key: str) -> str:
    """Return a key that MLflow takes: other signs than letters, digits and `_-. :/` become `_`.

    A part that had to be changed, or a key that had to be cut, ends with a checksum of what it was,
    so that two labels never share a key.
    """
    allowed = "/".join(map(_allowed_part, key.split("/")))
    if len(allowed) <= LONGEST_KEY:
        return allowed
    return f"{allowed[: LONGEST_KEY - CHECKSUM - 1]}-{_checksum(key)}"


def _allowed_part(part: str) -> str:
    allowed = _FORBIDDEN.sub("_", part).strip()
    allowed = f"{allowed}_" if allowed in ("", ".", "..") else allowed
    return part if allowed == part else f"{allowed}-{_checksum(part)}"


def _checksum(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:CHECKSUM]
