"""Refuse sections that are not mappings, before layers are merged and hide it."""

from __future__ import annotations

from collections.abc import Mapping

from training.config.layers.layer import Layer, value_at, without
from training.config.layers.named_list import EXAMPLES, problem_of_list
from training.config.origin import KeyPath, dotted
from training.config.problems import Problem
from training.config.schema.keys import LIST_OF_NAMES
from training.config.schema.providers import section_fields
from training.config.schema.section import Section
from training.config.wording import value_words

_ABSENT = object()
_NAMED_BY = {
    "task": "name",
    "task.loss": "name",
    "model": "backbone",
    "data": "path",
    "distributed": "launcher",
    "training.optimizer": "name",
}
"""Key of a section that its text was probably meant for."""


def well_shaped(layer: Layer, schema: type[Section]) -> tuple[Layer, list[Problem]]:
    """Return the layer without sections that are null, a list or a scalar, and their problems."""
    problems = []
    for path in _section_paths(schema):
        given = value_at(layer.values, path, _ABSENT)
        if given is not _ABSENT and not isinstance(given, Mapping):
            problems.append(_problem(layer, path, given))
            layer = without(layer, path)
    return layer, problems


def _section_paths(schema: type[Section], above: KeyPath = ()) -> list[KeyPath]:
    paths: list[KeyPath] = []
    for name, section in section_fields(schema).items():
        here = (*above, name)
        paths += [here, *_section_paths(section, here)]
    return paths


def _problem(layer: Layer, path: KeyPath, given: object) -> Problem:
    place = str(layer.origin(path) or "configuration")
    if path in EXAMPLES and given is not None:
        return Problem(place, _problem_of_list(path, given), path)
    name = ".".join(map(str, path))
    file = " or the name of a .yaml file in a configuration file" if len(path) == 1 else ""
    text = (
        f"the section `{name}` must be a mapping of keys{file}, not {value_words(given)}. "
        f"Leave it out to keep its defaults.{_key_meant(path, given)}"
    )
    return Problem(place, text, path)


def _problem_of_list(path: KeyPath, given: object) -> str:
    if isinstance(given, list):
        return problem_of_list(path, given)
    name = dotted(path)
    hint = f" Did you mean `{name}=[{given}]`?" if isinstance(given, str) else ""
    return f"`{name}` must be {LIST_OF_NAMES}, not {value_words(given)}.{hint}"


def _key_meant(path: KeyPath, given: object) -> str:
    section = ".".join(map(str, path))
    key = _NAMED_BY.get(section)
    if key is None or not isinstance(given, str):
        return ""
    return f" Did you mean `{section}.{key}={given}`?"
