"""The keys that trackers add to the section `logging`: `logging.<tracker>`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from pydantic import Field, create_model

from training.config import RunConfig, Section

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
    return _section(tuple((name, options) for name, options in trackers if options.model_fields))


def options_of(config: RunConfig, tracker: str, options: type[Options]) -> Options:
    """Return the options of a tracker; their defaults when the configuration has none."""
    found = getattr(config.logging, key_of(tracker), None)
    return found if isinstance(found, options) else options()


@cache
def _section(trackers: tuple[tuple[str, type[Section]], ...]) -> type[Section]:
    """Return the same class for the same trackers, so that equal configurations compare equal."""
    if not trackers:
        return Section
    fields: dict[str, Any] = {
        key_of(name): (
            options,
            Field(default_factory=options, description=_summary(options)),
        )
        for name, options in trackers
    }
    return create_model("TrackerOptions", __base__=Section, **fields)


def _summary(options: type[Section]) -> str:
    return (options.__doc__ or "").strip().partition("\n")[0]
