from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from training.core.trainer.reproducibility import deterministic
from training.errors import ConfigError


@pytest.fixture(autouse=True)
def _settings_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    before = torch.are_deterministic_algorithms_enabled()
    yield
    torch.use_deterministic_algorithms(before)


def fail(message: str) -> None:
    with deterministic(True):
        raise RuntimeError(message)


@pytest.mark.parametrize("before", [True, False])
def test_settings_are_as_they_were_after_the_block_and_after_an_error(before: bool) -> None:
    torch.use_deterministic_algorithms(before)
    with deterministic(True):
        assert torch.are_deterministic_algorithms_enabled()
        assert not torch.backends.cudnn.benchmark
    assert torch.are_deterministic_algorithms_enabled() is before
    with pytest.raises(RuntimeError, match="another"):
        fail("another")
    assert torch.are_deterministic_algorithms_enabled() is before


def test_what_is_not_wanted_changes_nothing() -> None:
    with deterministic(False):
        assert not torch.are_deterministic_algorithms_enabled()


def test_an_operation_that_cannot_be_is_a_mistake_with_the_key_to_change() -> None:
    with pytest.raises(ConfigError, match=r"training.deterministic=true: .*scatter does not have"):
        fail("scatter does not have a deterministic implementation\nmore")
