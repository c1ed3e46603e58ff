"""The rate falls from layer to layer towards the input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.core.tiny import CLASSES, FEATURES, TinyTaskModel
from tests.core.trainer.callbacks.fits import TinyFit
from training.core.trainer.callbacks.layerwise_decay import LayerwiseDecay, LayerwiseDecayOptions


class LayeredModel(nn.Module):
    """Two layers with numbers, between what comes first and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(FEATURES, 8)
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])
        self.head = nn.Linear(8, CLASSES)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        hidden = torch.relu(self.first(tensors["features"]))
        for layer in self.layers:
            hidden = torch.relu(layer(hidden))
        scores: torch.Tensor = self.head(hidden)
        return scores


class LayeredTaskModel(TinyTaskModel):
    def __init__(self) -> None:
        super().__init__()
        self.model = LayeredModel()  # type: ignore[assignment]


def rates(fit: TinyFit) -> dict[str, float]:
    names = {id(one): name for name, one in fit.task_model.model.named_parameters()}
    return {
        names[id(one)]: group["highest_lr"]
        for group in fit.loop.optimizer.param_groups
        for one in group["params"]
    }


def test_each_layer_has_a_share_of_the_rate_of_the_next(tmp_path: Path) -> None:
    decay = LayerwiseDecay(LayerwiseDecayOptions(factor=0.5))
    settings: dict[str, Any] = {"learning_rates": {"layers.0.bias": 0.8}}
    fit = TinyFit(tmp_path, [("decay", decay)], model=LayeredTaskModel, **settings)
    found = rates(fit)
    assert found["head.weight"] == pytest.approx(0.05)
    assert found["layers.1.weight"] == pytest.approx(0.025)
    assert found["layers.0.weight"] == pytest.approx(0.0125)
    assert found["first.weight"] == pytest.approx(0.00625)
    assert found["layers.0.bias"] == pytest.approx(0.8 / 4)
    assert fit.run().loop.state.step == 12
