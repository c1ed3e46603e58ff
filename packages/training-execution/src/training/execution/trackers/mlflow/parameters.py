"""A configuration as MLflow parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from training.execution.trackers.mlflow.mlflow_api import Param
from training.execution.trackers.mlflow.numbers import allowed_key

LONGEST_VALUE = 6000


def parameters_of(values: Mapping[str, Any]) -> list[Param]:
    """Return a parameter for each value; text longer than MLflow takes is cut."""
    return [Param(allowed_key(key), _text(value)) for key, value in values.items()]


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
