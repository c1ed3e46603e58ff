"""Slots for persons: the one the document is about, and others."""

from __future__ import annotations

from tools.demo_data.scene import Scene
from tools.demo_data.slots.kinds import Fill, labelled


def _full_name(scene: Scene) -> str:
    return str(scene.person)


def _first_name(scene: Scene) -> str:
    return scene.person.given


def _surname(scene: Scene) -> str:
    return scene.person.family


def _other_name(scene: Scene) -> str:
    scene.contact = scene.draw(scene.library.persons)
    return str(scene.contact)


def _other_given(scene: Scene) -> str:
    scene.contact = scene.draw(scene.library.persons)
    return scene.contact.given


def _other_family(scene: Scene) -> str:
    return scene.draw(scene.library.persons).family


PEOPLE_SLOTS: dict[str, Fill] = {
    "name": labelled("NAME", _full_name),
    "first": labelled("NAME", _first_name),
    "surname": labelled("NAME", _surname),
    "other": labelled("NAME", _other_name),
    "other_first": labelled("NAME", _other_given),
    "given": labelled(None, _other_given),
    "family": labelled(None, _other_family),
}
"""Slots that name somebody; `given` and `family` stand inside an entity of a template."""
