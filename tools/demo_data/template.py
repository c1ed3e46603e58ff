"""The template language, parsed.

`{slot}` or `{slot|modifier}` is filled in, `[inner](LABEL)` is an entity spelt out in the
template, `<one~two~>` is a choice between alternatives of which one may be empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r"\{(?P<slot>\w+)(?:\|(?P<modifier>\w+))?\}"
    r"|\[(?P<inner>[^\]]+)\]\((?P<label>[A-Z]+)\)"
    r"|<(?P<choice>[^<>]*~[^<>]*)>"
)


@dataclass(frozen=True)
class Text:
    """Words that are copied as they are."""

    text: str


@dataclass(frozen=True)
class Slot:
    """A place to fill, and how to change what fills it."""

    name: str
    modifier: str


@dataclass(frozen=True)
class Entity:
    """A labelled span that the template itself spells out."""

    inner: tuple[Node, ...]
    label: str


@dataclass(frozen=True)
class Choice:
    """Alternatives of which one is taken."""

    alternatives: tuple[tuple[Node, ...], ...]


Node = Text | Slot | Entity | Choice


@cache
def parse(template: str) -> tuple[Node, ...]:
    """Parse a template.

    Args:
        template: Text in the template language.

    Returns:
        Its nodes in reading order.
    """
    nodes: list[Node] = []
    position = 0
    for match in _TOKEN.finditer(template):
        nodes.extend(_plain(template[position : match.start()]))
        nodes.append(_node(match))
        position = match.end()
    return (*nodes, *_plain(template[position:]))


def _plain(text: str) -> tuple[Node, ...]:
    return (Text(text),) if text else ()


def _node(match: re.Match[str]) -> Node:
    if match["slot"]:
        return _slot(match["slot"], match["modifier"])
    if match["label"]:
        return Entity(parse(match["inner"]), match["label"])
    return Choice(tuple(parse(alternative) for alternative in match["choice"].split("~")))


def _slot(name: str, modifier: str | None) -> Slot:
    if name[0].isupper():
        return Slot(name.lower(), "cap")
    return Slot(name, modifier or "")
