"""Precision of matrix products: as asked for, and only within a fit."""

from __future__ import annotations

import pytest
import torch

from training.core.backbones.pretrained.attention import attention_for
from training.core.hardware.matmul_precision import matmul_precision

CPU = torch.device("cpu")


def product() -> torch.Tensor:
    values = torch.linspace(0.1, 1.1, 64 * 64).view(64, 64)
    return values @ values


def test_it_ends_with_the_block_however_that_ends() -> None:
    with pytest.raises(ZeroDivisionError), matmul_precision("medium", CPU):
        _ = 1 / 0
    assert torch.get_float32_matmul_precision() == "highest"


def test_the_highest_leaves_what_the_user_has_set_for_the_process() -> None:
    torch.set_float32_matmul_precision("high")
    try:
        with matmul_precision("highest", CPU):
            assert torch.get_float32_matmul_precision() == "high"
    finally:
        torch.set_float32_matmul_precision("highest")


@pytest.mark.parametrize("wanted", ["high", "medium"])
def test_a_warning_reports_just_when_nothing_changes(
    wanted: str, caplog: pytest.LogCaptureFixture
) -> None:
    exact = product()
    with matmul_precision(wanted, CPU):
        is_changed = not torch.equal(product(), exact)
    assert ("has no effect: `cpu`" in caplog.text) != is_changed
    torch.testing.assert_close(product(), exact, rtol=0, atol=0)


@pytest.mark.parametrize(("subwords", "plain"), [(30, True), (300, False)])
def test_short_inputs_are_attended_to_by_the_plain_formula(subwords: int, plain: bool) -> None:
    features = torch.zeros(2, subwords, 4)
    with matmul_precision("medium", CPU), attention_for(features):
        assert torch.backends.cuda.flash_sdp_enabled() != plain
    with attention_for(features):
        assert torch.backends.cuda.flash_sdp_enabled()
