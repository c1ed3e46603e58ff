"""The keys that trackers add to the section `logging`: `logging.<tracker>`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from training.config import RunConfig, Section
from training.core.run_config.named_sections import named_sections

Options = TypeVar("Options", bound=Section)


def key_of(tracker: str) -> str:
    """Return the key of a tracker's options in `logging`; a hyphen becomes an underscore.

    That of `plugin:tracker` is the same as that of `tracker`.
    """
    return tracker.rpartition(":")[2].replace("-", "_")


def logging_options(trackers: Iterable[tuple[str, type[Section]]]) -> type[Section]:
    """Return what the chosen trackers add to `logging`.

    Args:
        trackers: Name and options of each.
    """
    return named_sections(
        (key_of(name), options) for name, options in trackers if options.model_fields
    )


def options_of(config: RunConfig, tracker: str, options: type[Options]) -> Options:
    """Return the options of a tracker; their defaults when the configuration has none."""
    found = getattr(config.logging, key_of(tracker), None)
    return found if isinstance(found, options) else options()
