from __future__ import annotations

import pytest
import torch

from training.core.hardware.device import resolve_device
from training.errors import ConfigError


@pytest.fixture
def gpus(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Two GPUs, of which the second is this process's own."""
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 1)
    return monkeypatch


@pytest.mark.usefixtures("gpus")
@pytest.mark.parametrize(
    ("name", "device"), [("auto", "cuda:1"), ("cuda", "cuda:1"), ("cuda:0", "cuda:0")]
)
def test_a_name_without_a_number_is_the_gpu_of_this_process(name: str, device: str) -> None:
    assert resolve_device(name) == torch.device(device)


@pytest.mark.usefixtures("gpus")
def test_a_gpu_that_is_not_there_is_refused_with_how_many_there_are() -> None:
    with pytest.raises(ConfigError, match=r"`cuda:2` is not on this machine \(2 of type cuda"):
        resolve_device("cuda:2")


def test_without_a_gpu_auto_is_the_processor_and_cuda_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert resolve_device("auto") == resolve_device("cpu") == torch.device("cpu")
    for name in ("cuda", "mps"):
        with pytest.raises(ConfigError, match="Use `auto` or `cpu`"):
            resolve_device(name)
