"""The type of a slot, and the most common way to make one."""

from __future__ import annotations

from collections.abc import Callable

from tools.demo_data.scene import Scene
from tools.demo_data.segments import Segment

Fill = Callable[[Scene], list[Segment]]
"""Fills a slot: draws from the scene, returns segments."""


def labelled(label: str | None, draw: Callable[[Scene], str]) -> Fill:
    """Make a slot of one segment.

    Args:
        label: Label of the segment; None for words without one.
        draw: Chooses the text.

    Returns:
        The slot.
    """

    def fill(scene: Scene) -> list[Segment]:
        return [Segment(draw(scene), label)]

    return fill
