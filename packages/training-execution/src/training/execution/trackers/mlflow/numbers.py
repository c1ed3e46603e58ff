"""Numbers as MLflow metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from training.core.trackers.numbers import numbers_of
from training.core.trackers.remote.events import Numbers
from training.execution.trackers.mlflow.mlflow_api import Metric

LONGEST_KEY = 250
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
    """Return a key that MLflow takes: other signs than letters, digits and `_-. :/` become `_`."""
    parts = [_FORBIDDEN.sub("_", part).strip() or "_" for part in key.split("/")]
    parts = [f"{part}_" if part in (".", "..") else part for part in parts]
    return "/".join(parts)[:LONGEST_KEY]
