"""`check_optimizer` finds each seeded violation and passes what is right."""

from __future__ import annotations

import pytest

from tests.testing.violations import found
from tests.testing.wrong import heavy, optimizers
from training.errors import ConfigError
from training.testing import ConformanceError, check_optimizer

WRONG = [
    (optimizers.NoOptimizer, "optimizer-parameters"),
    (optimizers.DropsParameters, "optimizer-parameters"),
    (optimizers.PlainState, "optimizer-state"),
    (optimizers.GroupState, "optimizer-state"),
    (optimizers.OwnRate, "optimizer-rate"),
    (optimizers.Ascends, "optimizer-descends"),
    (optimizers.NeedsGradients, "works"),
    (optimizers.HiddenState, "resume-exact"),
    (optimizers.Noisy, "ranks-equal"),
    (optimizers.Undocumented, "options-documented"),
    (optimizers.Untyped, "options-typed"),
    (optimizers.Unbounded, "options-bounded"),
    (optimizers.Secret, "options-secret"),
    (optimizers.Unsectioned, "options-section"),
    (optimizers.OtherSignature, "signature"),
    (optimizers.Abstract, "base-class"),
    (optimizers.NoFactory, "base-class"),
    (optimizers.Silent, "documented"),
    (optimizers.local(), "importable"),
    (heavy.Heavy, "import-light"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_optimizer_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_optimizer, provider, rule=rule).sentence


def test_a_right_optimizer_passes_with_options_of_the_caller() -> None:
    check_optimizer(optimizers.Right, {"momentum": 0.5})
    with pytest.raises(ConfigError, match="momentum"):
        check_optimizer(optimizers.Right, {"momentum": 2.0})


def test_all_violations_are_in_one_error() -> None:
    with pytest.raises(ConformanceError) as caught:
        check_optimizer(optimizers.Secret, {})
    assert caught.value.rules == ["options-secret"]
    assert "optimizer Secret: 1 violation" in str(caught.value)
