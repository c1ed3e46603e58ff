"""Averages hold what is trained, and numbers of batch normalisation."""

from __future__ import annotations

import torch
from torch import nn

from training.core.trainer.callbacks.averaged_weights import averaged_tensors, move_towards


def test_frozen_parameters_and_counters_are_left_out() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    model[0].bias.requires_grad_(False)
    assert set(averaged_tensors(model)) == {
        "0.weight",
        "1.weight",
        "1.bias",
        "1.running_mean",
        "1.running_var",
    }


def test_the_whole_way_is_the_value_itself() -> None:
    model = nn.Linear(3, 2)
    average = {"weight": torch.zeros(2, 3)}
    move_towards(average, model, 1.0)
    assert torch.equal(average["weight"], model.weight)
    move_towards(average, nn.Linear(3, 2), 0.0)
    assert torch.equal(average["weight"], model.weight)
