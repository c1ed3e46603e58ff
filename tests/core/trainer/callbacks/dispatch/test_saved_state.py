"""States come back as they were saved; what cannot be saved is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.core.trainer.callbacks.dispatch.saved_state import divided, joined
from training.errors import PluginError

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.lists(st.integers(-9, 9), max_size=3).map(torch.tensor)
)
STATES = st.dictionaries(
    st.text(),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other and type(one) is type(other))


@given(STATES)
def test_a_state_comes_back(state: dict[str, Any]) -> None:
    plain, tensors = divided("mine", state)
    assert equal(joined(json.loads(json.dumps(plain)), tensors), state)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ([1], "`state` must return a dictionary, not list"),
        ({"a": {"b": {1, 2}}}, r"`a\.b` .* is a set"),
        ({"a": [0, object()]}, r"`a\.1` .* is a object"),
        ({3: 1}, "the dictionary .* has the key 3"),
        ({"a": torch.zeros(2, dtype=torch.complex64)}, r"`a` .* is a tensor of .*complex64"),
        ({"a": torch.zeros(2).to_sparse()}, r"`a` .* is a tensor of torch\.sparse_coo"),
        ({"a": torch.zeros(2, device="meta")}, r"`a` .* on meta"),
        ({"a": HOLDS_ITSELF}, "nested more than 50 deep, or holds itself"),
        ({"a": {"$tensor": 1}}, r"`a` .* has the key '\$tensor'"),
    ],
)
def test_what_cannot_be_saved_is_named(state: Any, words: str) -> None:
    with pytest.raises(PluginError, match=f"The callback `mine`: .*{words}"):
        divided("mine", state)


def test_a_tensor_that_is_missing_is_an_error() -> None:
    plain, _ = divided("mine", {"average": torch.ones(2)})
    with pytest.raises(KeyError):
        joined(plain, {})


def test_keys_with_any_character_keep_their_tensors_apart() -> None:
    state = {"a|b": torch.ones(1), "a": {"b": torch.zeros(1)}}
    assert equal(joined(*divided("mine", state)), state)
