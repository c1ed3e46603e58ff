"""`check_sampler` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import samplers
from training.core.plugins import get_registry
from training.testing import check_sampler

WRONG = [
    (samplers.Unseeded, "sampler-repeatable"),
    (samplers.Outside, "sampler-range"),
    (samplers.NoSampler, "sampler-builds"),
    (samplers.Greedy, "sampler-trials"),
    (samplers.RawCheck, "own-errors"),
    (samplers.Unbounded, "options-bounded"),
]
BUILT_IN = ["tpe", "random", "gp", "qmc", "grid"]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_sampler_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_sampler, provider, rule=rule).sentence


def test_a_right_sampler_passes() -> None:
    assert check_sampler(samplers.Right) is None


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_samplers_pass(name: str) -> None:
    registry = get_registry("sampler")
    assert set(BUILT_IN) <= set(registry.names)
    check_sampler(cast("type", registry.load(name)))
