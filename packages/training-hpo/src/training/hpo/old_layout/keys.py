"""Read the keys of a plain settings dictionary, with errors that name them."""

from __future__ import annotations

import logging
import math
from collections.abc import Collection, Mapping
from typing import Any

from training.core.io.atomic_files import is_file_name
from training.errors import ConfigError, nearest, suggestion

logger = logging.getLogger("training")


def require_run_id(run_id: str | None) -> None:
    """Refuse a `run_id` that would put the folders whose names it ends somewhere else.

    Raises:
        ConfigError: It is no part of a file's name.
    """
    if run_id and not is_file_name(run_id):
        raise ConfigError(f"run_id={run_id!r}: it ends names of folders, so it holds no `/`.")


class Keys:
    """The mapping below one key of the settings.

    Args:
        values: What was given there; None is an empty mapping.
        path: Dotted key of the mapping; empty at the top.

    Raises:
        ConfigError: It is not a mapping.
    """

    def __init__(self, values: Any, path: str = "") -> None:
        if values is not None and not isinstance(values, Mapping):
            raise ConfigError(f"`{path}` must be a mapping of keys, not {values!r}.")
        self.values: Mapping[str, Any] = values or {}
        self._path = path

    def name(self, key: str) -> str:
        """Return the dotted name of a key."""
        return f"{self._path}.{key}" if self._path else key

    def below(self, key: str) -> Keys:
        """Return the mapping below `key`."""
        return Keys(self.values.get(key), self.name(key))

    def allow(self, known: Collection[str], unsupported: Mapping[str, str] | None = None) -> None:
        """Refuse misspelled keys, and warn once about each key that has no effect.

        Args:
            known: Keys that have an effect.
            unsupported: Keys without one, with what happens instead.

        Raises:
            ConfigError: A key is not known, but resembles one that is.
        """
        for key in self.values:
            if key in known:
                continue
            if key in (unsupported or {}):
                logger.warning("`%s` is not applied: %s", self.name(key), (unsupported or {})[key])
            elif nearest(str(key), known):
                raise ConfigError(
                    f"unknown key `{self.name(key)}`.{suggestion(str(key), known)} "
                    f"Known: {', '.join(known)}."
                )
            else:
                logger.warning("`%s` has no effect: no such key is known here", self.name(key))

    def text(self, key: str, default: str) -> str:
        """Return a text that is not empty."""
        value = self._given(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.refused(key, "text")
        return value

    def choice(self, key: str, default: str, allowed: Collection[str]) -> str:
        """Return one of several words."""
        value = self._given(key, default)
        if value not in allowed:
            hint = suggestion(str(value), allowed)
            raise self.refused(key, "one of " + ", ".join(f"`{one}`" for one in allowed), hint)
        return str(value)

    def truth(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._given(key, default)
        if not isinstance(value, bool):
            raise self.refused(key, "true or false")
        return value

    def whole(self, key: str, default: int, least: int) -> int:
        """Return a whole number of at least `least`."""
        value = self._given(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refused(key, f"a whole number >= {least}")
        return value

    def positive(self, key: str) -> float | None:
        """Return a number above zero; None when it is not given."""
        value = self.values.get(key)
        if value is None:
            return None
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or value <= 0:
            raise self.refused(key, "a number > 0")
        return float(value)

    def refused(self, key: str, expected: str, hint: str = "") -> ConfigError:
        """Build the error for a value that cannot be used."""
        given = self.values.get(key)
        return ConfigError(f"`{self.name(key)}` must be {expected}, not {given!r}.{hint}")

    def _given(self, key: str, default: Any) -> Any:
        value = self.values.get(key)
        return default if value is None else value
