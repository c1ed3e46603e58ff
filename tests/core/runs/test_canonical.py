from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.runs.canonical import canonical_text, content_fingerprint, fingerprint_of

VALUE: dict[str, Any] = {"b": {1: 0.1}, "a": [1, 2.5, None, True, "ü"]}

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_the_text_is_the_one_that_was_once_written_down() -> None:
    assert canonical_text(VALUE) == '{"a":[1,2.5,null,true,"\\u00fc"],"b":{"1":0.1}}'


def test_the_fingerprint_is_the_one_that_was_once_written_down() -> None:
    assert fingerprint_of(VALUE) == "46280dee3ecdc3c07baf5dda145cafe6"


def test_another_process_with_another_hash_seed_and_locale_says_the_same() -> None:
    program = (
        "from training.core.runs.canonical import fingerprint_of;"
        "print(fingerprint_of({'s': {'x', 'y', 'z'}, 'f': 1e-7, 'n': {'b': 1, 'a': 2}}))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(told) == 1


@given(st.dictionaries(st.text(), plain))
def test_the_order_of_keys_does_not_matter(values: dict[str, Any]) -> None:
    assert fingerprint_of(values) == fingerprint_of(dict(reversed(values.items())))


@given(plain)
def test_the_text_is_json_that_says_the_same(value: Any) -> None:
    text = canonical_text(value)
    assert canonical_text(json.loads(text)) == text
    text.encode("ascii")


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_numbers_are_reported_apart_to_the_last_bit(one: float, other: float) -> None:
    assert (fingerprint_of(one) == fingerprint_of(other)) == (one == other)


def test_a_whole_float_is_the_integer_that_people_write() -> None:
    assert fingerprint_of({"epochs": 3.0}) == fingerprint_of({"epochs": 3})


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_json_cannot_express_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint_of({"x": value})


def test_objects_without_a_canonical_form_are_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        fingerprint_of({"x": object()})


def test_a_path_stands_for_the_content_wherever_it_is(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.txt").write_text("same")
    one, two = ({"path": tmp_path / folder / "data.txt"} for folder in ("one", "two"))
    assert fingerprint_of(one) == fingerprint_of(two)
    assert content_fingerprint(tmp_path / "one") == content_fingerprint(tmp_path / "two")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.txt").write_text("other"),
        lambda folder: (folder / "a.txt").rename(folder / "c.txt"),
        lambda folder: (folder / "b.txt").unlink(),
    ],
)
def test_any_change_in_a_folder_changes_its_fingerprint(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    before = content_fingerprint(tmp_path)
    change(tmp_path)
    assert content_fingerprint(tmp_path) != before
