"""The average is that of its formula, is evaluated and exported, and resumes bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.trainer.callbacks.fits import TinyFit, broken_off, same
from training.config import Section
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.ema import Ema, EmaOptions


class Records(Callback):
    """Keeps the weights after each step, and what evaluations see."""

    def __init__(self) -> None:
        super().__init__(Section())
        self.weights: list[torch.Tensor] = []

    def on_fit_start(self, fit: Any) -> None:
        self.on_step_end(fit, None)

    def on_step_end(self, fit: Any, step: Any) -> None:
        self.weights.append(fit.model.head.weight.detach().clone())


def ema(**options: Any) -> Ema:
    return Ema(EmaOptions(**options))


def test_the_average_follows_its_formula_and_is_what_is_kept(tmp_path: Path) -> None:
    records = Records()
    fit = TinyFit(tmp_path, [("records", records), ("ema", ema(decay=0.5))]).run()
    average = records.weights[0].double()
    for number, weight in enumerate(records.weights[1:]):
        decay = min(0.5, (1 + number) / (10 + number))
        average = decay * average + (1 - decay) * weight.double()
    kept = fit.best.weights["head.weight"]
    assert fit.best.step == 12
    assert torch.allclose(kept.double(), average, atol=1e-6)
    assert torch.equal(fit.task_model.model.state_dict()["head.weight"], kept)
    assert not torch.allclose(kept, records.weights[-1], atol=1e-4)


def test_training_goes_on_with_the_trained_weights(tmp_path: Path) -> None:
    plain, averaged = Records(), Records()
    TinyFit(tmp_path / "plain", [("records", plain)]).run()
    TinyFit(tmp_path / "ema", [("records", averaged), ("ema", ema())]).run()
    assert all(torch.equal(*pair) for pair in zip(plain.weights, averaged.weights, strict=True))


def test_with_every_steps_other_steps_are_left_out(tmp_path: Path) -> None:
    one = ema(every_steps=5)
    TinyFit(tmp_path, [("ema", one)]).run()
    assert one.state()["updates"] == 2


@pytest.mark.parametrize("step", range(1, 13))
def test_it_continues_bit_for_bit_after_any_step(step: int, tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", [("ema", ema(decay=0.9))]).run()
    again = broken_off(tmp_path / "again", lambda: [("ema", ema(decay=0.9))], step)
    assert same(whole, again)
