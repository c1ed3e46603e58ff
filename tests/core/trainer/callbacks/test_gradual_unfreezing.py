"""The head is trained first, then one layer more at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.trainer.callbacks.fits import TinyFit, broken_off, same
from tests.core.trainer.callbacks.test_layerwise_decay import LayeredTaskModel
from training.config import Section
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.gradual_unfreezing import (
    GradualUnfreezing,
    GradualUnfreezingOptions,
)


class Records(Callback):
    def __init__(self) -> None:
        super().__init__(Section())
        self.weights: list[dict[str, torch.Tensor]] = []

    def on_epoch_end(self, fit: Any) -> None:
        self.weights.append({name: one.clone() for name, one in fit.model.state_dict().items()})


def unfreezing(epochs: int = 1) -> tuple[str, Callback]:
    options = GradualUnfreezingOptions(epochs_per_layer=epochs)
    return "gradual-unfreezing", GradualUnfreezing(options)


def model_of_seed() -> LayeredTaskModel:
    torch.manual_seed(1)
    return LayeredTaskModel()


def changed_values(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    return {name for name in before if not torch.equal(before[name], after[name])}


def changed(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    return {name.rpartition(".")[0] for name in changed_values(before, after)}


def test_what_is_frozen_does_not_move(tmp_path: Path) -> None:
    records = Records()
    initial = model_of_seed().model.state_dict()
    TinyFit(tmp_path, [("records", records), unfreezing()], model=model_of_seed).run()
    first, second, third = records.weights
    assert changed(initial, first) == {"head"}
    assert changed(first, second) == {"head", "layers.1"}
    assert changed(second, third) == {"head", "layers.1", "layers.0"}


def with_frozen_head() -> LayeredTaskModel:
    model = model_of_seed()
    model.model.head.weight.requires_grad_(False)
    return model


def test_what_a_user_has_frozen_stays_frozen(tmp_path: Path) -> None:
    fit = TinyFit(tmp_path, [unfreezing()], model=with_frozen_head).run()
    before = with_frozen_head().model.state_dict()
    assert "head.weight" not in changed_values(before, fit.task_model.model.state_dict())


@pytest.mark.parametrize("step", [3, 4, 6, 9])
def test_it_continues_bit_for_bit(step: int, tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", [unfreezing()], model=model_of_seed).run()
    again = broken_off(tmp_path / "again", lambda: [unfreezing()], step, model=model_of_seed)
    assert same(whole, again)
