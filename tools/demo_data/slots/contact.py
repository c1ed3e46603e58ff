"""Slots for ways to reach somebody: e-mail, phone, place, web address."""

from __future__ import annotations

import re
import unicodedata

from tools.demo_data.library import Person
from tools.demo_data.scene import Scene
from tools.demo_data.slots.kinds import Fill, labelled

_DOMAINS = ("example.org", "example.com", "example.net", "mail.example", "post.example")
_SHAPES = ("{g}.{f}", "{f}.{g}", "{i}{f}", "{g}_{f}", "{g}{n}", "{f}{n}", "{g}-{f}", "{i}.{f}{n}")
_DESKS = ("jobs", "careers", "hr", "recruitment", "office", "people.team", "apply", "talent")
_UNDECOMPOSED = str.maketrans("łøßđæ", "losda")


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    return re.sub(r"[^a-z0-9]", "", folded)


def _personal_address(scene: Scene, person: Person) -> str:
    given, family = _slug(person.given), _slug(person.family)
    shape = scene.dice.pick(_SHAPES)
    number = scene.dice.between(2, 99)
    local = shape.format(g=given, f=family, i=given[0], n=number)
    return f"{local}@{scene.dice.pick(_DOMAINS)}"


def _email(scene: Scene) -> str:
    address = _personal_address(scene, scene.person)
    return address.title() if scene.dice.chance(0.03) else address


def _other_email(scene: Scene) -> str:
    if scene.dice.chance(0.4):
        return f"{scene.dice.pick(_DESKS)}@{_slug(scene.employer)}.example"
    return _personal_address(scene, scene.contact or scene.draw(scene.library.persons))


def _phone(scene: Scene) -> str:
    pattern = scene.dice.pick(scene.library.phones[scene.region])
    return re.sub("x", lambda _: str(scene.dice.between(0, 9)), pattern)


def _city(scene: Scene) -> str:
    region = scene.region if scene.dice.chance(0.8) else "world"
    return scene.draw(scene.library.cities[region])


def _home(scene: Scene) -> str:
    return scene.home


def _web_address(scene: Scene) -> str:
    return f"www.{_slug(scene.employer)}.example/{scene.dice.pick(('jobs', 'work', 'join-us'))}"


CONTACT_SLOTS: dict[str, Fill] = {
    "email": labelled("EMAIL", _email),
    "email_other": labelled("EMAIL", _other_email),
    "phone": labelled("PHONE", _phone),
    "city": labelled("LOCATION", _city),
    "home": labelled("LOCATION", _home),
    "url": labelled(None, _web_address),
}
"""Slots that say how or where to find somebody."""
