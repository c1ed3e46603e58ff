"""`check_launcher` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import launchers
from training.core.plugins import get_registry
from training.testing import check_launcher

WRONG = [
    (launchers.OtherSignature, "signature"),
    (launchers.OddJobs, "launcher-jobs"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_launcher_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_launcher, provider, rule=rule).sentence


def test_a_launcher_that_changes_the_run_is_found() -> None:
    given = (None, (), True)
    assert found(check_launcher, launchers.OtherSeed, *given, rule="launcher-same").sentence


def test_a_right_launcher_passes() -> None:
    assert check_launcher(launchers.Right, launch=True) is None


@pytest.mark.parametrize("name", ["local", "torchrun", "subprocess", "ray", "azureml"])
def test_the_built_in_launchers_pass(name: str) -> None:
    provider = cast("type", get_registry("launcher").load(name))
    assert check_launcher(provider) is None
