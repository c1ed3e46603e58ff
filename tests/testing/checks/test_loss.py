"""`check_loss` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import losses
from training.core.plugins import get_registry
from training.testing import check_loss

WRONG = [
    (losses.Mean, "loss-units"),
    (losses.Centred, "loss-alone"),
    (losses.Overflows, "finite"),
    (losses.Remembers, "repeatable"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_loss_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_loss, provider, rule=rule).sentence


def test_a_right_loss_passes() -> None:
    assert check_loss(losses.Right, {"epsilon": 0.5}) is None


@pytest.mark.parametrize("name", ["cross-entropy", "focal", "r-drop"])
def test_the_built_in_losses_pass(name: str) -> None:
    assert check_loss(cast("type", get_registry("loss").load(name))) is None
