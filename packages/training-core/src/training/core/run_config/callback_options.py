"""The sections of callbacks: `training.callbacks.<name>`."""

from __future__ import annotations

from collections.abc import Iterator

from training.config import Section, TrainingConfig
from training.core.plugins.registry import name_of_key


def callback_settings(config: TrainingConfig) -> Iterator[tuple[str, Section]]:
    """Yield name and options of the chosen callbacks, in their order."""
    for key in type(config.callbacks).model_fields:
        yield name_of_key("callback", key), getattr(config.callbacks, key)
