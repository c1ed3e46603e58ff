"""Read YAML text into plain data and the line of every key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import yaml
from yaml.reader import ReaderError

from training.config.origin import KeyPath
from training.config.yaml.dialect import MOST_LEVELS, ConfigLoader, TooDeepError
from training.config.yaml.hints import explanation, line_of
from training.errors import ConfigError

Place = Callable[[int], str]
"""Says how messages name a line of the text."""

Entries = dict[str | int, tuple[yaml.Node, yaml.Node]]

MOST_VALUES = 100_000
LONGEST_NUMBER = 1_000
"""Characters of a number: far more than any setting has, far less than Python refuses to print."""
LONGEST = 60
_TAG = "tag:yaml.org,2002:"
_SCALARS = {_TAG + name for name in ("str", "int", "float", "bool", "null")}


class YamlTree(NamedTuple):
    """What a YAML text says.

    Attributes:
        value: Mappings, lists and scalars.
        lines: Line, counted from 1, of every key and list item.
        written: How a value without quotes was written that is no text, such as `NO` for false.
    """

    value: Any
    lines: dict[KeyPath, int]
    written: dict[KeyPath, str]


def compose_yaml(text: str, place: Place) -> yaml.Node | None:
    """Parse one YAML document; None when it holds nothing.

    Raises:
        ConfigError: The text is not YAML, or holds several documents.
    """
    try:
        return ConfigLoader(text).get_single_node()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{place(line)}: not valid YAML: {error.reason}.") from error
    except TooDeepError as error:
        raise _too_deep(place(line_of(error))) from error
    except yaml.MarkedYAMLError as error:
        reason = explanation(error, text)
        raise ConfigError(f"{place(line_of(error))}: not valid YAML: {reason}.") from error
    except RecursionError as error:
        raise _too_deep(place(1)) from error
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"{place(1)}: not valid YAML: {error}.") from error


def read_tree(node: yaml.Node, place: Place, integer_keys: bool = False) -> YamlTree:
    """Turn a parsed document into plain data.

    Args:
        node: The document.
        place: Says how messages name a line.
        integer_keys: Read keys such as `1` as integers; otherwise every key is text as written,
            so that `NO:` and `on:` are what they look like.

    Raises:
        ConfigError: A key stands twice in one mapping, a value refers to itself, or a tag asks for
            something other than plain data.
    """
    reader = _TreeReader(place, integer_keys)
    try:
        return YamlTree(reader.read(node, ()), reader.lines, reader.written)
    except RecursionError as error:
        raise _too_deep(place(_start(node))) from error


class _TreeReader:
    def __init__(self, place: Place, integer_keys: bool) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.written: dict[KeyPath, str] = {}
        self._place = place
        self._integer_keys = integer_keys
        self._scalars = ConfigLoader("")
        self._open: set[int] = set()
        self._count = 0

    def read(self, node: yaml.Node, path: KeyPath) -> Any:
        if len(path) > MOST_LEVELS:
            raise _too_deep(self._place(_start(node)))
        if isinstance(node, yaml.ScalarNode):
            self._count_one(node)
            return self._placed_scalar(node, path)
        with self._inside(node):
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            return self._sequence(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str | int, Any]:
        self._require_tag(node, {_TAG + "map"})
        result = {}
        for key, (key_node, value_node) in self._entries(node).items():
            self.lines[(*path, key)] = _start(key_node)
            result[key] = self.read(value_node, (*path, key))
        return result

    def _sequence(self, node: yaml.Node, path: KeyPath) -> list[Any]:
        self._require_tag(node, {_TAG + "seq"})
        result = []
        for index, item in enumerate(node.value):
            self.lines[(*path, index)] = _start(item)
            result.append(self.read(item, (*path, index)))
        return result

    def _placed_scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        value = self._scalar(node)
        if not isinstance(value, str):
            self.written[path] = node.value
        return value

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        self._require_tag(node, _SCALARS)
        text = self._text(node)
        if node.tag == _TAG + "str":
            return text
        try:
            if len(text) > LONGEST_NUMBER:
                raise ValueError("too long")
            return self._scalars.construct_object(node)
        except (ValueError, LookupError) as error:
            kind = node.tag.removeprefix(_TAG)
            raise self._error(node, f"{_brief(text)} cannot be read as {kind}") from error

    def _entries(self, node: yaml.MappingNode) -> Entries:
        own: Entries = {}
        merged: Entries = {}
        for key_node, value_node in node.value:
            if key_node.tag == _TAG + "merge":
                merged = self._merged(value_node) | merged
                continue
            key = self._key(key_node)
            if key in own:
                raise self._duplicate(key, own[key][0], key_node)
            own[key] = (key_node, value_node)
        return merged | own

    def _merged(self, node: yaml.Node) -> Entries:
        entries: Entries = {}
        for source in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(source, yaml.MappingNode):
                raise self._error(source, "`<<` can only merge mappings, such as `<<: *anchor`")
            with self._inside(source):
                entries = self._entries(source) | entries
        return entries

    def _key(self, node: yaml.Node) -> str | int:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, "a key must be plain text, not a list or a mapping")
        value = self._scalar(node) if self._integer_keys else None
        return value if type(value) is int else self._text(node)

    @contextmanager
    def _inside(self, node: yaml.Node) -> Iterator[None]:
        if id(node) in self._open:
            raise self._error(
                node, "this value contains itself; an alias must not refer to a parent"
            )
        self._count_one(node)
        self._open.add(id(node))
        yield
        self._open.remove(id(node))

    def _count_one(self, node: yaml.Node) -> None:
        self._count += 1
        if self._count > MOST_VALUES:
            limit = (
                f"more than {MOST_VALUES:,} values, with aliases counted each time they are used"
            )
            raise self._error(node, f"a configuration cannot hold {limit}")

    def _require_tag(self, node: yaml.Node, allowed: set[str]) -> None:
        if node.tag not in allowed:
            tag = node.tag.replace(_TAG, "!!")
            raise self._error(node, f"the tag `{tag}` is not allowed; write plain YAML values")

    def _text(self, node: yaml.ScalarNode) -> str:
        """Return a scalar's text; a character that JSON wrote as two halves becomes one."""
        try:
            return _joined(str(node.value))
        except UnicodeDecodeError as error:
            what = f"{_brief(node.value)} holds half of a character (a lone surrogate)"
            raise self._error(node, f"{what}; write the whole character") from error

    def _duplicate(self, key: str | int, first: yaml.Node, second: yaml.Node) -> ConfigError:
        return self._error(
            second, f"the key `{key}` was already given at {self._place(_start(first))}; keep one"
        )

    def _error(self, node: yaml.Node, what: str) -> ConfigError:
        return ConfigError(f"{self._place(_start(node))}: {what}.")


def _start(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _too_deep(place: str) -> ConfigError:
    return ConfigError(
        f"{place}: the YAML is nested too deeply; a value can be inside at most {MOST_LEVELS} "
        "lists and mappings."
    )


def _joined(text: str) -> str:
    """Join surrogate pairs: JSON writes a character beyond U+FFFF as two escapes, YAML as one."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def _brief(text: str) -> str:
    if len(text) <= LONGEST:
        return repr(text)
    return f"{text[:LONGEST]!r}... ({len(text):,} characters)"
