"""The mean is that of the last weights, and is evaluated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.core.trainer.callbacks.fits import TinyFit, broken_off, same
from tests.core.trainer.callbacks.test_ema import Records
from training.core.trainer.callbacks.swa import Swa, SwaOptions


def swa(**options: Any) -> Swa:
    return Swa(SwaOptions(**options))


def test_the_weights_of_the_last_epochs_are_averaged(tmp_path: Path) -> None:
    records = Records()
    fit = TinyFit(tmp_path, [("records", records), ("swa", swa(start=0.5))])
    fit.run()
    mean = fit.callbacks.evaluation_weights()["head.weight"]
    expected = (records.weights[8] + records.weights[12]) / 2
    assert torch.allclose(mean, expected, atol=1e-6)


def test_before_its_start_nothing_is_averaged(tmp_path: Path) -> None:
    one = swa(start=0.99, every_steps=1)
    fit = TinyFit(tmp_path, [("swa", one)]).run()
    assert one.state()["count"] == 1
    assert torch.equal(
        fit.callbacks.evaluation_weights()["hidden.bias"],
        one.state()["mean"]["hidden.bias"],
    )


@pytest.mark.parametrize("step", [4, 7, 8, 10, 12])
def test_it_continues_bit_for_bit_after_any_step(step: int, tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", [("swa", swa(start=0.4, every_steps=2))]).run()
    again = broken_off(tmp_path / "again", lambda: [("swa", swa(start=0.4, every_steps=2))], step)
    assert same(whole, again)
