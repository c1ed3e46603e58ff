"""Environment variables that hold secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from training.errors import ConfigError

_SECRET = re.compile(r"(?i)secret|token|passw|credential|private|key$|(^|_)sas($|_)|connection_str")
_CREDENTIALS_IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s]*@")


def is_secret(name: str, value: str) -> bool:
    """Return whether a variable looks as if it held a secret, by its name or its value."""
    return bool(_SECRET.search(name) or _CREDENTIALS_IN_ADDRESS.search(value))


def public_values(names: Sequence[str], key: str) -> dict[str, str]:
    """Return the values of environment variables that may be recorded.

    Args:
        names: Their names.
        key: Configuration key that names them, for errors.

    Raises:
        ConfigError: One is not set, or looks like a secret.
    """
    values = {}
    for name in names:
        value = os.environ.get(name)
        if value is None:
            raise ConfigError(f"{key}: the environment variable {name} is not set here.")
        if is_secret(name, value):
            raise ConfigError(
                f"{key}: {name} looks like a secret, and the job's record would show its value. "
                "Keep it in the workspace's key vault and read it there with a managed identity."
            )
        values[name] = value
    return values
