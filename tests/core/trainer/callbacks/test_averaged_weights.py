"""Averages hold what the optimizer has, and numbers of batch normalisation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.core.trainer.callbacks.fits import TinyFit
from tests.core.trainer.callbacks.test_gradual_unfreezing import model_of_seed, unfreezing
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.data.batching import BatchLimit
from training.core.evaluator import evaluate_samples
from training.core.export.exported_model import load_model
from training.core.trainer.callbacks.averaged_weights import averaged_tensors, move_towards
from training.core.trainer.callbacks.ema import Ema, EmaOptions


class Fit:
    """As much of a fit as an average needs."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        trained = [one for one in model.parameters() if one.requires_grad]
        self.optimizer = torch.optim.SGD(trained, lr=1.0)


def names_of(model: nn.Module) -> set[str]:
    fit: Any = Fit(model)
    return set(averaged_tensors(fit))


def test_frozen_parameters_and_counters_are_left_out() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    model[0].bias.requires_grad_(False)
    batch_norm = {"1.weight", "1.bias", "1.running_mean", "1.running_var"}
    assert names_of(model) == {"0.weight", *batch_norm}


def test_masks_are_left_out_and_so_is_what_is_not_saved() -> None:
    model = nn.Linear(2, 2)
    model.register_buffer("mask", torch.tensor([0.0, -torch.inf]))
    model.register_buffer("scratch", torch.zeros(2), persistent=False)
    assert names_of(model) == {"weight", "bias"}


def test_what_is_frozen_for_now_is_averaged_too(tmp_path: Path) -> None:
    ema = Ema(EmaOptions(decay=0.5))
    fit = TinyFit(tmp_path, [unfreezing(), ("ema", ema)], model=model_of_seed)
    fit.run()
    assert set(ema.state()["average"]) == {n for n, _ in fit.task_model.model.named_parameters()}


def test_the_whole_way_is_the_value_itself() -> None:
    model = nn.Linear(3, 2)
    average = {"weight": torch.zeros(2, 3)}
    move_towards(average, model, 1.0)
    assert torch.equal(average["weight"], model.weight)
    move_towards(average, nn.Linear(3, 2), 0.0)
    assert torch.equal(average["weight"], model.weight)


@pytest.mark.parametrize("chosen", ["{ema: {decay: 0.5}}", "{swa: {start: 0.3}}"])
def test_a_tagger_with_constraints_scores_as_recorded_when_it_is_evaluated_again(
    chosen: str, tmp_path: Path
) -> None:
    item = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
    records = [Record(item, f"item {number}") for number in range(24)]
    settings = ["model.hidden_size=8", "model.rows=64", "training.epochs=12", "training.threads=1"]
    given = [*settings, "training.batch_size=4", "training.learning_rate=0.02"]
    config = resolve_run_config(
        overrides=[*given, f"training.callbacks=[{chosen}]", f"output_dir={tmp_path}"], environ={}
    ).config
    result = train(config, dataset=Dataset(records, records[:4], records[:4]))
    assert result.test["f1"] == 1.0
    task, task_model = load_model(result.run.checkpoint)
    samples = [task.parse(one) for one in records[:4]]
    again = evaluate_samples(task_model, samples, BatchLimit(4), torch.device("cpu"))
    assert again["f1"] == result.test["f1"]
    assert again["loss"] == pytest.approx(result.test["loss"], rel=1e-5)
