"""`--set key.path=value` sets keys, and a wrong one is shown as it was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from training.config import resolve_config
from training.config.layers.overrides import override_text, overrides_layer

Refusal = Callable[..., str]


@pytest.mark.parametrize(
    ("override", "key", "expected"),
    [
        ("training.epochs=3", "training.epochs", 3),
        (" training.epochs = 3 ", "training.epochs", 3),
        ("training.learning_rate=1e-5", "training.learning_rate", 1e-5),
        ("training.threads=null", "training.threads", None),
        ("logging.trackers=[a, b]", "logging.trackers", ["a", "b"]),
        ("training={epochs: 3}", "training.epochs", 3),
        ("distributed.init_method=tcp://host:1?a=b", "distributed.init_method", "tcp://host:1?a=b"),
        ('distributed.init_method=""', "distributed.init_method", ""),
    ],
)
def test_an_override_sets_its_key(override: str, key: str, expected: object) -> None:
    rows = {row.key: row for row in resolve_config(environ={}, overrides=[override]).rows()}
    assert rows[key].value == expected
    assert str(rows[key].origin) == f"--set {override}"


def test_the_last_of_two_overrides_wins() -> None:
    assert resolve_config(environ={}, overrides=["seed=1", "seed=2"]).config.seed == 2


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.epochs", "there is no `=`. Key and value are one argument"),
        ("training.epochs=", 'the value is empty. Write null or "" for what is meant'),
        ("training.epochs= # 3", "the value is empty"),
        ("training..epochs=3", "the key `training..epochs` has an empty part"),
        ("=3", "the key `` has an empty part"),
        ("name=a: b", "'a: b' reads as a block of YAML"),
        ("name=- a", "reads as a block of YAML"),
        ("name=@a", "Put text with special characters in quotes"),
        (
            "training.epochs=ten",
            '`training.epochs` must be a whole number >= 1, not the text "ten"',
        ),
        ("training.epohcs=3", "unknown key `training.epohcs` (value 3). Did you mean `epochs`?"),
        ("trainig.epochs=3", "unknown key `trainig` (a mapping). Did you mean `training`?"),
        ("training=null", "the section `training` must be a mapping"),
        ("logging.trackers.0=a", "`logging.trackers` must be a list of text, not a mapping"),
        ("seed.x=1", "`seed` must be a whole number"),
    ],
)
def test_a_wrong_override_is_shown_as_typed(refusal: Refusal, override: str, message: str) -> None:
    found = refusal(overrides=[override])
    assert found.startswith(f"--set {override}: ")
    assert message in found


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("a\x85b")
@example("a\x80b")
@example("a\u2028b\ufeff\x7f")
@example("\U000e0001 \U0001f600")
@example('"quoted" \\ \\u0085 # {a: 1}')
def test_the_value_of_an_option_is_taken_as_it_is_and_not_as_yaml(value: str) -> None:
    assert overrides_layer([override_text("data.path", value)]).values["data"]["path"] == value
