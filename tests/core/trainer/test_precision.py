"""A precision that a device lacks is refused, and never needed to evaluate."""

from __future__ import annotations

import pytest
import torch

from training.core.trainer.precision import require_precision, usable_precision
from training.errors import ConfigError


def test_half_precision_is_refused_on_a_processor_with_the_others() -> None:
    with pytest.raises(ConfigError, match=r"`fp16` is not for the device `cpu`.* `fp32` or `bf16`"):
        require_precision("fp16", torch.device("cpu"))


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_processors_have_the_others(precision: str) -> None:
    require_precision(precision, torch.device("cpu"))
    assert usable_precision(precision, torch.device("cpu")) == precision


def test_bfloat16_is_refused_on_a_gpu_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = torch.device("cuda:0")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    with pytest.raises(ConfigError, match=r"`bf16` is not for the device `cuda:0`.* `fp32` or `f"):
        require_precision("bf16", gpu)
    require_precision("fp16", gpu)


def test_what_was_trained_in_half_precision_is_evaluated_in_32_bits_on_a_processor() -> None:
    assert usable_precision("fp16", torch.device("cpu")) == "fp32"
    assert usable_precision("fp16", torch.device("cuda:0")) == "fp16"
