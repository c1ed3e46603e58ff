"""Names of providers in configurations: as they are called now, and as at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.plugins.registry import get_registry

KINDS = {
    "task.name": "task",
    "task.loss.name": "loss",
    "model.backbone": "backbone",
    "training.optimizer.name": "optimizer",
    "training.schedule": "schedule",
}
"""Kind of the provider that a key names."""


def with_current_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted key, former names of providers replaced by the current ones."""
    return {key: _current(key, value) for key, value in values.items()}


def with_first_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted key, with the names under which providers were first registered.

    Fingerprints are made of these, so that they outlive a change of name.
    """
    return {key: _first(key, value) for key, value in values.items()}


def _current(key: str, value: Any) -> Any:
    is_name = key in KINDS and isinstance(value, str)
    return get_registry(KINDS[key]).current_name(value) if is_name else value


def _first(key: str, value: Any) -> Any:
    is_name = key in KINDS and isinstance(value, str)
    return get_registry(KINDS[key]).first_name(_current(key, value)) if is_name else value
