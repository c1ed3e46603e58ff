"""Optimizers that compute the gradient more than once in a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from tests.core.tiny import TinyTaskModel, batches, examples
from training.config import TrainingConfig
from training.core.plugins.provider import Provider
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.optimizers import OptimizerFactory
from training.errors import ConfigError

RADIUS = 0.05


class Sharpness(torch.optim.SGD):
    """SAM: the gradient is taken where the loss nearby is highest."""

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        assert closure is not None
        closure()
        weights = [one for group in self.param_groups for one in group["params"]]
        shifts = climbs(weights)
        torch._foreach_add_(weights, shifts)
        closure()
        torch._foreach_sub_(weights, shifts)
        super().step()


def climbs(weights: list[torch.Tensor]) -> list[torch.Tensor]:
    norm = nn.utils.get_total_norm([one.grad for one in weights])
    return [one.grad * (RADIUS / norm) for one in weights]


class Sam(OptimizerFactory):
    needs_closure = True

    def build(self, groups: Any) -> torch.optim.Optimizer:
        return Sharpness(groups)


@pytest.fixture
def sam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Provider, "load", lambda self: Sam if self.name == "adamw" else REST(self))


REST = Provider.load


@pytest.mark.usefixtures("sam")
def test_two_passes_make_the_step_of_plain_pytorch() -> None:
    config = TrainingConfig(warmup_ratio=0.0, schedule="constant", max_grad_norm=0.0)
    torch.manual_seed(0)
    task_model = TinyTaskModel()
    loop = build_loop(task_model, config, 3, torch.device("cpu"))
    losses = [float(step.loss) for step in loop.steps(batches(task_model, examples(12), [4] * 3))]
    torch.manual_seed(0)
    plain = TinyTaskModel()
    weights = list(plain.model.parameters())
    expected = []
    for batch in batches(plain, examples(12), [4] * 3):
        expected.append(float(gradient(plain, batch)))
        shifts = climbs(weights)
        with torch.no_grad():
            torch._foreach_add_(weights, shifts)
            with torch.enable_grad():
                gradient(plain, batch)
            torch._foreach_sub_(weights, shifts)
            for one in weights:
                decay = 1e-3 * 0.01 * one if one.ndim > 1 else 0.0
                one -= 1e-3 * one.grad + decay
    assert losses == pytest.approx(expected)
    for mine, theirs in zip(task_model.model.parameters(), weights, strict=True):
        assert torch.allclose(mine, theirs, atol=1e-6)


def gradient(task_model: TinyTaskModel, batch: Any) -> torch.Tensor:
    task_model.model.zero_grad()
    loss = task_model.loss(task_model.model(batch.tensors), batch)
    loss.backward()
    return loss.detach()


@pytest.mark.usefixtures("sam")
def test_scaled_gradients_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    scaler = torch.amp.GradScaler("cpu")
    monkeypatch.setattr("training.core.trainer.loop_setup.gradient_scaler", lambda *_: scaler)
    with pytest.raises(ConfigError, match=r"`adamw` computes the gradient more than once.*bf16"):
        build_loop(TinyTaskModel(), TrainingConfig(precision="fp16"), 3, torch.device("cpu"))
