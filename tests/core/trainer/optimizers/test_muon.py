from __future__ import annotations

import torch
from torch import nn

from tests.core.tiny import TinyTaskModel
from training.config import OptimizerConfig, TrainingConfig
from training.core.trainer.optimizers.build import build_optimizer
from training.core.trainer.optimizers.muon import Muon, MuonOptions


def test_matrices_inside_a_model_are_its_own_and_the_rest_is_adamws() -> None:
    muon = Muon(MuonOptions())
    model = nn.ModuleDict(
        {"words": nn.Embedding(5, 4), "body": nn.Linear(4, 4), "head": nn.Linear(4, 2)}
    )
    kinds = {
        name: muon.kind_of(name, one, model.get_submodule(name.rpartition(".")[0]))
        for name, one in model.named_parameters()
    }
    assert {name for name, kind in kinds.items() if kind} == {"body.weight"}


def test_the_schedule_reaches_both_parts() -> None:
    model = TinyTaskModel().model
    config = TrainingConfig(optimizer=OptimizerConfig(name="muon"), learning_rate=0.02)
    optimizer = build_optimizer(model, config)
    before = {name: one.detach().clone() for name, one in model.named_parameters()}
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    assert all(torch.equal(one, before[name]) for name, one in model.named_parameters())
    for group in optimizer.param_groups:
        group["lr"] = group["highest_lr"]
    optimizer.step()
    assert not any(torch.equal(one, before[name]) for name, one in model.named_parameters())


def test_a_model_without_matrices_inside_is_trained_by_adamw_alone() -> None:
    weight = nn.Parameter(torch.ones(3))
    group = {"params": [weight], "lr": 0.1, "weight_decay": 0.0, "kind": ""}
    optimizer = Muon(MuonOptions()).build([group])
    weight.grad = torch.ones(3)
    optimizer.step()
    assert torch.allclose(weight, torch.full((3,), 0.9))
