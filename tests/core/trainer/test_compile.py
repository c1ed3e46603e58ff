from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
import torch

from training.core.trainer.compile import require_compiler, without_compiler
from training.errors import ConfigError

STEPS_WITHOUT_THE_COMPILER = """
import sys
import torch
from torch import nn
from training.config import OptimizerConfig, TrainingConfig
from training.core.trainer.compile import import_compiler_for_optimizers
from training.core.trainer.optimizers.build import build_optimizer

import_compiler_for_optimizers(False)
from training.core.plugins import get_registry

for name in get_registry("optimizer").names:
    model = nn.Linear(2, 2)
    config = TrainingConfig(optimizer=OptimizerConfig(name=name))
    optimizer = build_optimizer(model, config)
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.ones(1, 2)).sum().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
assert "torch._dynamo" not in sys.modules, "the compiler was imported"
import_compiler_for_optimizers(True)
optimizer.zero_grad()
assert "torch._dynamo" in sys.modules, "compiled models need the marks of torch"
"""


def test_a_fit_that_compiles_nothing_does_not_import_the_compiler() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STEPS_WITHOUT_THE_COMPILER], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_its_steps_are_those_of_torch() -> None:
    torchs = torch.optim.AdamW
    ours, theirs = (weights_after_steps(kind) for kind in (without_compiler(torchs), torchs))
    assert torch.equal(ours, theirs)


def weights_after_steps(kind: Callable[..., torch.optim.Optimizer]) -> torch.Tensor:
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 3)
    optimizer = kind(model.parameters(), lr=0.1, weight_decay=0.1, fused=True)
    for number in range(5):
        optimizer.zero_grad()
        model(torch.full((2, 4), float(number))).square().sum().backward()
        optimizer.step()
    return model.weight.detach()


def test_a_missing_compiler_is_reported_before_anything_is_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(ConfigError, match=r"training\.compile=true.*`no-such-compiler` is not on"):
        require_compiler(True, torch.device("cpu"))
    require_compiler(False, torch.device("cpu"))
