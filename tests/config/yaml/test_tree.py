"""YAML is read into plain data, with the line of every key and no surprises."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from training.config.yaml.dialect import ConfigDumper
from training.config.yaml.tree import YamlTree, compose_yaml, read_tree
from training.errors import ConfigError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXT | st.sampled_from(["<<", "no", "1", "1e3", "~"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def place(line: int) -> str:
    return f"x.yaml:{line}"


def tree(text: str, integer_keys: bool = False) -> YamlTree:
    node = compose_yaml(text, place)
    assert node is not None
    return read_tree(node, place, integer_keys)


def read(text: str) -> Any:
    return tree(text).value


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        tree(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-5", 1e-5),
        ("2e-5", 2e-5),
        ("-3E4", -3e4),
        ("1.5e+3", 1500.0),
        (".5", 0.5),
        ("1_000", 1000),
        ("0x1f", 31),
        ("-.inf", -math.inf),
        ("true", True),
        ("no", False),
        ("~", None),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31 10:00:00", "2024-01-31 10:00:00"),
        ("12:30", "12:30"),
        ("0123", "0123"),
        ("'2e-5'", "2e-5"),
        ("=", "="),
        ("e5", "e5"),
        ("!!str 5", "5"),
    ],
)
def test_a_scalar_is_what_it_looks_like(text: str, value: object) -> None:
    found = read(text)
    assert (type(found), found) == (type(value), value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_that_python_prints_is_a_float(number: float) -> None:
    assert read(repr(number)) == number


@given(texts=st.lists(TEXT, max_size=3))
def test_what_json_writes_in_ascii_reads_back_the_same(texts: list[str]) -> None:
    values = {"👍": ["😀 a", *texts]}
    assert read(json.dumps(values)) == values


def test_keys_are_text_as_written() -> None:
    assert read("NO: a\n1: b\n2.50: c\nnull: d") == {"NO": "a", "1": "b", "2.50": "c", "null": "d"}


def test_integer_keys_can_be_asked_for() -> None:
    assert tree("0: a\nNO: b\n", integer_keys=True).value == {0: "a", "NO": "b"}


def test_every_key_and_list_item_has_its_line() -> None:
    lines = tree("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n").lines
    assert lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 5,
    }


def test_merge_keys_bring_the_values_and_lines_of_their_anchors() -> None:
    found = tree("one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nx:\n  <<: [*one, *two]\n  a: 9\n")
    assert found.value["x"] == {"a": 9, "b": 1, "c": 2}
    assert (found.lines["x", "b"], found.lines["x", "c"], found.lines["x", "a"]) == (1, 2, 5)


def test_aliases_give_independent_copies() -> None:
    found = read("a: &a [1]\nb: *a\n")
    assert found == {"a": [1], "b": [1]}
    assert found["a"] is not found["b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: the key `a` was already given at x.yaml:1; keep one."),
        ("a: [1\nb: 2\n", "x.yaml:2: not valid YAML"),
        ("a: b: c", "x.yaml:1: not valid YAML: a `:` stands where no key can be"),
        ("a:\n\t- b", "x.yaml:2: not valid YAML"),
        ("a: *nowhere", "x.yaml:1: not valid YAML: `*` refers to a value marked"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: not valid YAML: there is a second document"),
        ("a: 1\nb: \x07", "x.yaml:2: not valid YAML: special characters are not allowed"),
        ('a: "\\UFFFFFFFF"', "x.yaml:1: not valid YAML"),
        ('a: 1\nb: "\\ud800"', "x.yaml:2: '\\ud800' holds half of a character"),
        ("a: 1\nb: !!python/object:os.system x", "x.yaml:2: the tag `!!python/object:os.system`"),
        ("a: !!set {x}", "x.yaml:1: the tag `!!set` is not allowed"),
        ("a: !mine [x]", "x.yaml:1: the tag `!mine` is not allowed"),
        ("a: !!int ten", "x.yaml:1: 'ten' cannot be read as int"),
        ("a: !!bool maybe", "x.yaml:1: 'maybe' cannot be read as bool"),
        ("a: 1\nb: &b\n  c: *b", "x.yaml:2: this value contains itself"),
        ("a: &a\n  <<: *a", "x.yaml:1: this value contains itself"),
        ("a:\n  <<: 3", "x.yaml:2: `<<` can only merge mappings"),
        ("? [a, b]\n: 1", "x.yaml:1: a key must be plain text"),
        ("a: " + "[" * 600, "x.yaml:1: the YAML is nested too deeply"),
        ("a: 1\n# \nb: " + "[" * 5_000, "x.yaml:3: the YAML is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_aliases_cannot_blow_a_small_file_up() -> None:
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert "cannot hold more than 100,000 values" in refused("a0: &a0 [x]\n" + layers)


@given(st.text(alphabet=st.sampled_from(list("ab1e:-#&*<!?|>%@{}[],'\"\\ \n\t~.0_")), max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    message = ""
    try:
        node = compose_yaml(text, place)
        if node is not None:
            read_tree(node, place)
    except ConfigError as error:
        message = str(error)
    assert message[:7] in ("", "x.yaml:")


@given(VALUES)
def test_what_is_dumped_reads_back_the_same(value: Any) -> None:
    assert read(yaml.dump(value, Dumper=ConfigDumper, allow_unicode=True)) == value
