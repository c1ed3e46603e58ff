"""Slots for words that are no entity of any kind."""

from __future__ import annotations

from tools.demo_data.scene import Scene
from tools.demo_data.slots.kinds import Fill, labelled

_SECTIONS = {
    "industry": "industries",
    "trait": "traits",
    "perk": "perks",
    "hobby": "hobbies",
    "now": "adverbs",
    "street": "streets",
    "headline": "headlines",
    "contract": "contracts",
    "num": "numbers",
    "lang": "languages",
}


def _from_section(section: str) -> Fill:
    def draw(scene: Scene) -> str:
        return scene.plain(section)

    return labelled(None, draw)


PLAIN_SLOTS: dict[str, Fill] = {slot: _from_section(section) for slot, section in _SECTIONS.items()}
"""Slots without a label, one for each list of plain words."""
