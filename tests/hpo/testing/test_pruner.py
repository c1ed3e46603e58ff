"""`check_pruner` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import pruners
from training.core.plugins import get_registry
from training.testing import check_pruner

WRONG = [
    (pruners.NoPruner, "pruner-builds"),
    (pruners.Chance, "pruner-repeatable"),
    (pruners.Hasty, "pruner-reports"),
]
BUILT_IN: dict[str, dict[str, Any]] = {
    "none": {},
    "bandit": {"slack_factor": 0.2},
    "median": {},
    "percentile": {},
    "successive-halving": {},
    "hyperband": {},
    "threshold": {"lower": 0.3},
    "patient": {},
}


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_pruner_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_pruner, provider, rule=rule).sentence


def test_a_right_pruner_passes() -> None:
    assert check_pruner(pruners.Right) is None


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_pruners_pass(name: str) -> None:
    registry = get_registry("pruner")
    assert set(BUILT_IN) <= set(registry.names)
    check_pruner(cast("type", registry.load(name)), BUILT_IN[name])
