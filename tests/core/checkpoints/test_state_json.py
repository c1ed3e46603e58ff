from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.checkpoints.state_json import parse_state, render_state

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
)
markers = st.sampled_from(["$float", "$tuple", "$items"])
keys = st.one_of(scalars, markers, st.tuples(st.integers()))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=10,
)


def same(first: Any, second: Any) -> bool:
    """Compare types and signs of zero too."""
    return repr(first) == repr(second)


@given(st.dictionaries(keys, values, max_size=4))
def test_every_state_comes_back_exactly(state: dict[Any, Any]) -> None:
    assert same(parse_state(render_state(state)), state)


def test_numbers_that_json_cannot_express_come_back() -> None:
    state = {"best": -math.inf, "worst": math.inf, "loss": math.nan, "zero": -0.0}
    content = render_state(state)
    assert b"NaN" not in content
    assert b"Infinity" not in content
    assert same(parse_state(content), state)


def test_the_random_state_of_python_can_be_restored() -> None:
    first = random.Random(3)
    state = parse_state(render_state({"random": first.getstate()}))
    second = random.Random()
    second.setstate(state["random"])
    assert first.random() == second.random()


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", 1j])
def test_anything_else_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(TypeError, match=rf"state\['a'\]\[1\]: {type(value).__name__} cannot be"):
        render_state({"a": [0, value]})


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"{", b'{"$tuple": 3}', b"\xff"])
def test_other_content_is_no_state(content: bytes) -> None:
    with pytest.raises(ValueError, match="holds no state"):
        parse_state(content)
