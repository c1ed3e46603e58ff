"""Slots for lists of skills and for sentences about duties."""

from __future__ import annotations

from collections.abc import Callable

from tools.demo_data.scene import Scene
from tools.demo_data.segments import Segment
from tools.demo_data.slots.kinds import Fill

_LEVELS = ("basic", "good", "very good", "expert", "advanced", "3/5", "5/5", "beginner", "fluent")


def skills(scene: Scene, least: int, most: int) -> list[Segment]:
    """Draw several different skills of the document's line of work."""
    count = scene.dice.between(least, most)
    drawn = (scene.draw(scene.work.skills) for _ in range(count))
    return [Segment(skill, "SKILL") for skill in dict.fromkeys(drawn)]


def join(items: list[Segment], separator: str, last: str = "") -> list[Segment]:
    """Put a separator between segments, and another one before the last segment."""
    result = items[:1]
    for position, item in enumerate(items[1:], start=2):
        is_last = position == len(items)
        result += [Segment(last if last and is_last else separator), item]
    return result


def _joined(separator: str, last: str = "") -> Fill:
    def fill(scene: Scene) -> list[Segment]:
        return join(skills(scene, 2, 6), separator, last)

    return fill


def _each_line(prefix: Callable[[Scene], str]) -> Fill:
    def fill(scene: Scene) -> list[Segment]:
        mark = prefix(scene)
        return [Segment(mark), *join(skills(scene, 3, 7), f"\n{mark}")]

    return fill


def _with_levels(scene: Scene) -> list[Segment]:
    result: list[Segment] = []
    for skill in skills(scene, 2, 5):
        result += [skill, Segment(f" ({scene.dice.pick(_LEVELS)}), ")]
    return [*result[:-1], result[-1].map(lambda text: text.rstrip(", "))]


LIST_SLOTS: dict[str, Fill] = {
    "skills_comma": _joined(", "),
    "skills_and": _joined(", ", " and "),
    "skills_pipe": _joined(" | "),
    "skills_slash": _joined("/"),
    "skills_lines": _each_line(lambda _: ""),
    "skills_bullets": _each_line(lambda scene: scene.habits.bullet),
    "skills_levels": _with_levels,
}
"""Slots of several entities."""
