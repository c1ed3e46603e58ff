"""Write a resolved configuration as YAML."""

from __future__ import annotations

from pathlib import Path

import yaml

from training.config.layer import value_at
from training.config.relative_paths import absolute
from training.config.relative_paths import path_keys
from training.config.resolved import plain_values
from training.config.sections import RunConfig
from training.config.yaml_dialect import ConfigDumper


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
