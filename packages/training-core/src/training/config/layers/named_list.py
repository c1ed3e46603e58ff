"""Callbacks and metrics given as a list, as the section that has a key for each of them.

`[ema, {early-stopping: {patience: 2}}]` means `{ema: {}, early_stopping: {patience: 2}}`. As keys
they can be overridden one by one: `training.callbacks.ema.decay=0.99`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.config.layers.layer import Layer, Replacing, value_at
from training.config.origin import KeyPath, dotted
from training.config.wording import value_words

CALLBACKS, METRICS = ("training", "callbacks"), ("task", "metrics")
EXAMPLES: Mapping[KeyPath, str] = {CALLBACKS: "ema: {decay: 0.999}", METRICS: "fbeta: {beta: 2}"}
"""Sections that may be given as a list, and what an entry of each may look like."""


def with_named_lists(layer: Layer) -> Layer:
    """Return the layer with a mapping in place of a list of callbacks, and of one of metrics.

    A list replaces what is below it, as every list does; a mapping is added to it. A list that
    cannot be understood stays.
    """
    for path in EXAMPLES:
        given = value_at(layer.values, path)
        if isinstance(given, list) and not problem_of_list(path, given):
            layer = _from_list(layer, path, given)
        elif isinstance(given, Mapping):
            layer = _from_mapping(layer, path, given)
    return layer


def problem_of_list(path: KeyPath, given: Sequence[Any]) -> str:
    """Return what is wrong with a list of named providers, as a sentence; empty if nothing is."""
    seen: set[str] = set()
    section = dotted(path)
    for number, entry in enumerate(given):
        named = next(_named(entry), None)
        if named is None:
            return (
                f"`{section}[{number}]` must be a name, or a mapping of one name to its "
                f"options, such as `{EXAMPLES[path]}`; not {_entry_words(entry)}"
            )
        if key_of(named[0]) in seen:
            return f"`{section}` names `{named[0]}` twice. Take one of them out."
        seen.add(key_of(named[0]))
    return ""


def _entry_words(entry: Any) -> str:
    if not isinstance(entry, Mapping) or not entry:
        return f"{value_words(entry)}."
    if len(entry) == 1:
        name, value = next(iter(entry.items()))
        return f"`{name}` with {value_words(value)} where its options belong."
    keys = " and ".join(f"`{key}`" for key in entry)
    if isinstance(entry.get("name"), str):
        rest = ", ".join(f"{key}: …" for key in entry if key != "name")
        return f"a mapping of {keys}. Write `{entry['name']}: {{{rest}}}`."
    return f"a mapping of {keys}. Options stand below the name, indented once more."


def key_of(name: str) -> str:
    """Return the key of a provider; a hyphen becomes an underscore."""
    return name.replace("-", "_")


def _from_mapping(layer: Layer, above: KeyPath, given: Mapping[Any, Any]) -> Layer:
    moves: dict[KeyPath, KeyPath] = {(name,): (key_of(str(name)),) for name in given}
    values = {key_of(str(name)): value for name, value in given.items()}
    kept = Replacing(values) if isinstance(given, Replacing) else values
    return _moved(layer, above, kept, moves)


def _from_list(layer: Layer, above: KeyPath, given: Sequence[Any]) -> Layer:
    values: dict[str, Any] = {}
    moves: dict[KeyPath, KeyPath] = {}
    for number, entry in enumerate(given):
        name, options = next(_named(entry))
        values[key_of(name)] = options
        moves |= {(number, name): (key_of(name),), (number,): (key_of(name),)}
    return _moved(layer, above, Replacing(values), moves)


def _moved(
    layer: Layer, above: KeyPath, values: dict[str, Any], moves: Mapping[KeyPath, KeyPath]
) -> Layer:
    for name, options in values.items():
        values[name] = {} if options is None else options
    origins = {_new_path(path, above, moves): origin for path, origin in layer.origins.items()}
    section, key = map(str, above)
    return Layer({**layer.values, section: {**layer.values[section], key: values}}, origins)


def _new_path(path: KeyPath, above: KeyPath, moves: Mapping[KeyPath, KeyPath]) -> KeyPath:
    if path[: len(above)] != above:
        return path
    inner = path[len(above) :]
    start = next((one for one in moves if one == inner[: len(one)]), ())
    return (*above, *moves.get(start, ()), *inner[len(start) :])


def _named(entry: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and options of an entry of the list; nothing if it has another form."""
    if isinstance(entry, str):
        yield entry, {}
    elif isinstance(entry, Mapping) and len(entry) == 1:
        name, options = next(iter(entry.items()))
        if isinstance(name, str) and (options is None or isinstance(options, Mapping)):
            yield name, options
