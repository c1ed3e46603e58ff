"""The YAML that configurations are written in: what PyYAML reads safely, with fewer surprises.

Numbers such as `2e-5` are floats, dates and times stay text, and so do `0123` and `12:30`, which
YAML 1.1 would read as an octal and a sexagesimal number. Whatever is dumped reads back the same.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import yaml

MOST_LEVELS = 50
Resolvers: TypeAlias = dict[str, list[tuple[str, re.Pattern[str]]]]
"""Tags and patterns of plain scalars, by the character they begin with."""

_BOOL = r"^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$"
_INT = r"^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)$"
_FLOAT = (
    r"^(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
    r"|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
)
_IMPLICIT: tuple[tuple[str, str, list[str]], ...] = (
    ("bool", _BOOL, list("yYnNtTfFoO")),
    ("int", _INT, list("-+0123456789")),
    ("float", _FLOAT, list("-+.0123456789")),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("merge", r"^<<$", ["<"]),
)
"""Tag of a plain scalar, the pattern that earns it, and the characters it can begin with."""


def _resolvers() -> Resolvers:
    by_character: Resolvers = {}
    for name, pattern, beginnings in _IMPLICIT:
        for character in beginnings:
            resolver = (f"tag:yaml.org,2002:{name}", re.compile(pattern))
            by_character.setdefault(character, []).append(resolver)
    return by_character


class TooDeepError(yaml.MarkedYAMLError):
    """Lists and mappings are inside each other more often than `MOST_LEVELS`."""


class ConfigLoader(yaml.SafeLoader):
    """Reads the dialect; builds nothing but plain data."""

    yaml_implicit_resolvers: Resolvers = _resolvers()

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:
        """Open a list or mapping; the time to find its end grows with the square of the levels."""
        if self.flow_level > MOST_LEVELS:
            raise TooDeepError(problem="nested too deeply", problem_mark=self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


class ConfigDumper(yaml.SafeDumper):
    """Writes the dialect."""

    yaml_implicit_resolvers: Resolvers = _resolvers()


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Only double quotes keep every line break and control character as it is.
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


ConfigDumper.add_representer(str, _represent_text)
