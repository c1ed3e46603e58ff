"""Composition of whole documents from recipes."""

from __future__ import annotations

from tools.demo_data.recipes import RECIPES, Part, Recipe
from tools.demo_data.scene import Scene
from tools.demo_data.segments import Segment
from tools.demo_data.writing import write


def compose(scene: Scene) -> list[Segment]:
    """Write one document of a random kind.

    Args:
        scene: The document's scene.

    Returns:
        The segments in reading order, before any noise.
    """
    recipe = _pick_recipe(scene)
    result: list[Segment] = []
    for part in recipe.parts:
        written = _write_part(part, scene)
        if written:
            result += [*([Segment(recipe.between)] if result else []), *written]
    return result


def _pick_recipe(scene: Scene) -> Recipe:
    return scene.dice.pick([recipe for recipe in RECIPES for _ in range(recipe.weight)])


def _write_part(part: Part, scene: Scene) -> list[Segment]:
    result: list[Segment] = []
    for _ in range(scene.dice.between(part.least, part.most)):
        template = scene.draw(scene.library.templates[part.pool])
        result += [*([Segment(part.between)] if result else []), *write(template, scene)]
    return [*_heading(part, scene), *result] if result else []


def _heading(part: Part, scene: Scene) -> list[Segment]:
    if not part.heading:
        return []
    words = scene.dice.pick(scene.library.headings[part.heading])
    shape = scene.habits.heading
    return [Segment(shape.format(words, upper=words.upper(), lower=words.lower()) + "\n")]
