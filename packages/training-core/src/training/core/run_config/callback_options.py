"""The sections of callbacks: `training.callbacks.<name>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from training.config import Section, TrainingConfig
from training.config.layers.named_list import key_of
from training.core.plugins import get_registry
from training.core.run_config.named_sections import named_sections


def callbacks_options(callbacks: Iterable[tuple[str, type[Section]]]) -> type[Section]:
    """Return what the chosen callbacks add to `training.callbacks`, in their order.

    Args:
        callbacks: Name and options of each.
    """
    return named_sections((key_of(name), options) for name, options in callbacks)


def callback_settings(config: TrainingConfig) -> Iterator[tuple[str, Section]]:
    """Yield name and options of the chosen callbacks, in their order."""
    for key in type(config.callbacks).model_fields:
        yield callback_name(key), getattr(config.callbacks, key)


def callback_name(key: str) -> str:
    """Return the name that a key stands for; an unknown one as it is."""
    names = get_registry("callback").names
    return next((name for name in names if key_of(name) == key), key)
