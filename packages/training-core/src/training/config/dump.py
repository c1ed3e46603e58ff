"""Write a resolved configuration as YAML."""

from __future__ import annotations

from pathlib import Path

import yaml

from training.config.layers.layer import value_at
from training.config.layers.relative_paths import absolute, path_keys
from training.config.origin import KeyPath, dotted
from training.config.redaction import HIDDEN, is_secret_key, redacted_value
from training.config.resolved import leaves, plain_values
from training.config.schema.sections import RunConfig
from training.config.yaml.dialect import ConfigDumper
from training.errors import ConfigError

MASKED = "**********"
"""A `pydantic.SecretStr` as plain value: recorded, it would be read again as the secret."""


def to_yaml(config: RunConfig) -> str:
    """Return the whole configuration as YAML that `resolve_config` reads back to an equal one.

    Paths inside sections are written in full, so that the file means the same in any folder.
    """
    values = plain_values(config)
    for path in path_keys(type(config)):
        section = value_at(values, path[:-1])
        if isinstance(section[path[-1]], str):
            section[path[-1]] = absolute(Path(), section[path[-1]])
    return yaml.dump(values, Dumper=ConfigDumper, sort_keys=False, allow_unicode=True)


def recorded_yaml(config: RunConfig) -> str:
    """Return `to_yaml` for a file that stays where others may read it.

    Raises:
        ConfigError: As `require_no_credentials`.
    """
    require_no_credentials(config)
    return to_yaml(config)


def require_no_credentials(config: RunConfig) -> None:
    """Refuse passwords and tokens in addresses and in keys for them: configurations are recorded.

    Raises:
        ConfigError: There is one; the message hides the secret.
    """
    for path, value in leaves(plain_values(config)).items():
        _require_no_secret(path, value)
        shown = redacted_value(value)
        if shown != value and ":/" in str(value):
            raise ConfigError(
                f"{dotted(path)}={shown}: the address carries a password or token, and the "
                "configuration is recorded in the run. Leave the secret out of the address, and "
                "pass it in the environment, in the variable that the library behind it reads."
            )


def _require_no_secret(path: KeyPath, value: object) -> None:
    is_secret = isinstance(value, str) and value and is_secret_key(str(path[-1]))
    if is_secret or value == MASKED:
        raise ConfigError(
            f"{dotted(path)}={HIDDEN}: this is a secret, and the configuration is recorded in the "
            "run. Leave the key out, and pass the secret in the environment, in the variable that "
            "the plugin or the library behind it reads."
        )
