"""Filling of templates: from nodes to segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tools.demo_data.articles import agree
from tools.demo_data.scene import Scene
from tools.demo_data.segments import Segment
from tools.demo_data.slots import SLOTS, Fill
from tools.demo_data.template import Choice, Entity, Node, Slot, Text, parse


def write(template: str, scene: Scene) -> list[Segment]:
    """Fill every slot of a template.

    Args:
        template: Text in the template language.
        scene: The document that the text becomes part of.

    Returns:
        The segments in reading order.

    Raises:
        ValueError: The template holds an unknown slot.
    """
    return agree(_write_all(parse(template), scene))


def _write_all(nodes: Iterable[Node], scene: Scene) -> list[Segment]:
    return [segment for node in nodes for segment in _write_node(node, scene)]


def _write_node(node: Node, scene: Scene) -> list[Segment]:
    if isinstance(node, Text):
        return [Segment(node.text)]
    if isinstance(node, Slot):
        return _write_slot(node, scene)
    if isinstance(node, Choice):
        return _write_all(scene.dice.pick(node.alternatives), scene)
    return _write_entity(node, scene)


def _write_entity(entity: Entity, scene: Scene) -> list[Segment]:
    inner = _write_all(entity.inner, scene)
    return [Segment("".join(segment.text for segment in inner), entity.label)]


def _write_slot(slot: Slot, scene: Scene) -> list[Segment]:
    segments = [segment for segment in _fill(slot.name)(scene) if segment.text]
    if slot.modifier == "cap":
        return [*(segment.map(_capitalised) for segment in segments[:1]), *segments[1:]]
    return [segment.map(_MODIFIERS[slot.modifier]) for segment in segments]


def _fill(name: str) -> Fill:
    fills = {**SLOTS, **_DUTY_SLOTS}
    if name not in fills:
        known = ", ".join(sorted(fills))
        raise ValueError(f"A template holds the unknown slot {{{name}}}; known slots: {known}.")
    return fills[name]


def _duty(scene: Scene) -> list[Segment]:
    return write(scene.draw(scene.work.duties), scene)


def _bullets(scene: Scene) -> list[Segment]:
    result: list[Segment] = []
    for _ in range(scene.dice.between(2, 3)):
        result += [Segment(scene.habits.bullet), *_duty(scene), Segment("\n")]
    return result[:-1]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    return " ".join(word if _is_acronym(word) else word.lower() for word in text.split(" "))


def _is_acronym(word: str) -> bool:
    return sum(letter.isupper() or letter.isdigit() for letter in word) > 1


_DUTY_SLOTS: dict[str, Fill] = {"duty": _duty, "bullets": _bullets}
_MODIFIERS: dict[str, Callable[[str], str]] = {"": str, "upper": str.upper, "lower": _lowered}
