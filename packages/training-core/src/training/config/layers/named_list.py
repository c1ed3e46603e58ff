"""Callbacks given as a list, as the section that has a key for each of them.

`[ema, {early-stopping: {patience: 2}}]` means `{ema: {}, early_stopping: {patience: 2}}`. As keys
they can be overridden one by one: `training.callbacks.ema.decay=0.99`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.config.layers.layer import Layer, Replacing, value_at
from training.config.origin import KeyPath
from training.config.wording import value_words

CALLBACKS = ("training", "callbacks")


def with_named_lists(layer: Layer) -> Layer:
    """Return the layer with a mapping in place of a list of callbacks.

    A list replaces what is below it, as every list does; a mapping is added to it. A list that
    cannot be understood stays.
    """
    given = value_at(layer.values, CALLBACKS)
    if isinstance(given, list) and not problem_of_list(given):
        return _from_list(layer, given)
    return _from_mapping(layer, given) if isinstance(given, Mapping) else layer


def problem_of_list(given: Sequence[Any]) -> str:
    """Return what is wrong with a list of callbacks, as a sentence; empty if nothing is."""
    seen: set[str] = set()
    for number, entry in enumerate(given):
        named = next(_named(entry), None)
        if named is None:
            return (
                f"`training.callbacks[{number}]` must be a name, or a mapping of one name to its "
                f"options, such as `ema: {{decay: 0.999}}`; not {value_words(entry)}."
            )
        if key_of(named[0]) in seen:
            return f"`training.callbacks` names `{named[0]}` twice. Take one of them out."
        seen.add(key_of(named[0]))
    return ""


def key_of(name: str) -> str:
    """Return the key of a callback; a hyphen becomes an underscore."""
    return name.replace("-", "_")


def _from_mapping(layer: Layer, given: Mapping[Any, Any]) -> Layer:
    moves: dict[KeyPath, KeyPath] = {(name,): (key_of(str(name)),) for name in given}
    values = {key_of(str(name)): value for name, value in given.items()}
    return _moved(layer, Replacing(values) if isinstance(given, Replacing) else values, moves)


def _from_list(layer: Layer, given: Sequence[Any]) -> Layer:
    values: dict[str, Any] = {}
    moves: dict[KeyPath, KeyPath] = {}
    for number, entry in enumerate(given):
        name, options = next(_named(entry))
        values[key_of(name)] = options
        moves |= {(number, name): (key_of(name),), (number,): (key_of(name),)}
    return _moved(layer, Replacing(values), moves)


def _moved(layer: Layer, values: dict[str, Any], moves: Mapping[KeyPath, KeyPath]) -> Layer:
    for name, options in values.items():
        values[name] = {} if options is None else options
    origins = {_new_path(path, moves): origin for path, origin in layer.origins.items()}
    section, key = CALLBACKS
    return Layer({**layer.values, section: {**layer.values[section], key: values}}, origins)


def _new_path(path: KeyPath, moves: Mapping[KeyPath, KeyPath]) -> KeyPath:
    if path[: len(CALLBACKS)] != CALLBACKS:
        return path
    inner = path[len(CALLBACKS) :]
    start = next((one for one in moves if one == inner[: len(one)]), ())
    return (*CALLBACKS, *moves.get(start, ()), *inner[len(start) :])


def _named(entry: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and options of an entry of the list; nothing if it has another form."""
    if isinstance(entry, str):
        yield entry, {}
    elif isinstance(entry, Mapping) and len(entry) == 1:
        name, options = next(iter(entry.items()))
        if isinstance(name, str) and (options is None or isinstance(options, Mapping)):
            yield name, options
