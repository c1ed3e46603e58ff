"""Read one value that a user gave in an environment variable or with `--set`."""

from __future__ import annotations

from typing import Any

import yaml

from training.config.origin import Origin
from training.config.redaction import redacted
from training.config.yaml.tree import compose_yaml, read_tree
from training.errors import ConfigError

LONGEST = 120
_QUOTE = "Put text with special characters in quotes"


def shown(text: str) -> str:
    """Return what a user gave for a message: without secrets, short, and of whole characters."""
    whole = redacted(text.encode("utf-8", "backslashreplace").decode())
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 3]}..."


def require_characters(text: str, origin: Origin) -> None:
    """Refuse text that no file and no terminal can hold.

    Raises:
        ConfigError: It has the character NUL, or bytes that are not UTF-8.
    """
    if "\0" in text:
        raise ConfigError(f"{origin}: there is the character NUL in it; take it out.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ConfigError(
            f"{origin}: character {error.start + 1} is not valid UTF-8 text. Give it as UTF-8; a "
            "file with such a name has to be renamed first."
        ) from error


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
            f"{origin}: {shown(text)!r} reads as a block of YAML. Write a list as [a, b] and a "
            f"mapping as {{a: 1}}. {_QUOTE}."
        )
    return read_tree(node, place).value
