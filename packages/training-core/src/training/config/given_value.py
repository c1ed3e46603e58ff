"""Read one value that a user gave in an environment variable or with `--set`."""

from __future__ import annotations

from typing import Any

import yaml

from training.config.origin import Origin
from training.config.yaml_tree import compose_yaml
from training.config.yaml_tree import read_tree
from training.errors import ConfigError

_QUOTE = "Put text with special characters in quotes"


def parse_value(text: str, origin: Origin) -> Any:
    """Read a scalar, a list `[a, b]` or a mapping `{a: 1}` as YAML does.

    Raises:
        ConfigError: The value is empty, is not YAML, or is a block that belongs in a file.
    """

    def place(line: int) -> str:
        return str(origin)

    try:
        node = compose_yaml(text, place)
    except ConfigError as error:
        raise ConfigError(f"{error} {_QUOTE}.") from error
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value and not node.style):
        raise ConfigError(f'{origin}: the value is empty. Write null or "" for what is meant.')
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        raise ConfigError(
            f"{origin}: {text!r} reads as a block of YAML. Write a list as [a, b] and a mapping as "
            f"{{a: 1}}. {_QUOTE}."
        )
    return read_tree(node, place).value
