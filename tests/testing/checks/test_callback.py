"""`check_callback` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import callbacks
from training.core.plugins import get_registry
from training.testing import check_callback

WRONG = [
    (callbacks.Forgets, "callback-state"),
    (callbacks.RestoresNothing, "resume-exact"),
    (callbacks.Grows, "memory"),
    (callbacks.OddState, "state-plain"),
    (callbacks.OneRank, "ranks-equal"),
    (callbacks.Diverges, "finite"),
    (callbacks.OddRank, "callback-attributes"),
    (callbacks.InPlace, "ranks-agree"),
    (callbacks.Misspelled, "works"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_callback_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_callback, provider, rule=rule).sentence


def test_a_right_callback_passes() -> None:
    assert check_callback(callbacks.Right) is None


@pytest.mark.parametrize("name", ["ema", "swa", "early-stopping"])
def test_the_built_in_callbacks_pass(name: str) -> None:
    assert check_callback(cast("type", get_registry("callback").load(name))) is None
