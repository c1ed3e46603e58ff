"""Layers merge deeply, and every value keeps the origin of the layer that gave it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import Origin
from training.config.layers.layer import Layer, layer_at, merge_layers, value_at, without

KEYS = st.sampled_from("abc")
LEAVES = st.integers() | st.none() | st.lists(st.integers(), max_size=2)
NESTED = st.recursive(
    st.dictionaries(KEYS, LEAVES, max_size=3),
    lambda inner: st.dictionaries(KEYS, LEAVES | inner, max_size=3),
    max_leaves=8,
)


def origin(name: str) -> Origin:
    return Origin("override", name)


def layers(values: list[dict[str, Any]]) -> list[Layer]:
    return [layer_at((), value, origin(str(index))) for index, value in enumerate(values)]


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if not isinstance(value, dict):
        return {path: value}
    found = (leaves(child, (*path, key)) for key, child in value.items())
    return {key: leaf for part in found for key, leaf in part.items()}


@settings(max_examples=50)
@given(st.lists(NESTED, max_size=4))
def test_the_uppermost_layer_that_gives_a_value_wins(values: list[dict[str, Any]]) -> None:
    merged = merge_layers(layers(values))
    for path, value in leaves(merged.values).items():
        giver = int(str(merged.origins[path]))
        assert value_at(values[giver], path, "absent") == value
        for above in values[giver + 1 :]:
            assert not [key for key in leaves(above) if key == path[: len(key)]]


@settings(max_examples=50)
@given(st.lists(NESTED, max_size=4))
def test_origins_name_only_what_is_there(values: list[dict[str, Any]]) -> None:
    merged = merge_layers(layers(values))
    for path in merged.origins:
        assert value_at(merged.values, path, "absent") != "absent"


@settings(max_examples=50)
@given(NESTED, NESTED)
def test_merging_changes_neither_layer(one: Any, two: Any) -> None:
    first, second = layers([one, two])
    before = (repr(first), repr(second))
    merge_layers([first, second])
    assert before == (repr(first), repr(second))


def test_lists_replace() -> None:
    merged = merge_layers(layers([{"a": {"b": [1, 2], "c": 1}}, {"a": {"b": [3]}}]))
    assert merged.values == {"a": {"b": [3], "c": 1}}
    assert str(merged.origins["a", "b", 0]) == "1"
    assert ("a", "b", 1) not in merged.origins


def test_removing_a_value_removes_what_is_below_it() -> None:
    layer = without(layer_at((), {"a": {"b": {"c": 1}}, "d": 2}, origin("x")), ("a", "b"))
    assert layer.values == {"a": {}, "d": 2}
    assert set(layer.origins) == {("a",), ("d",)}
