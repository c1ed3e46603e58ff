from __future__ import annotations

import math

import pytest
import torch

from training.cli.commands.train.epoch_totals import FOLDED_STEPS, EpochTotals
from training.core.trainer.observers.observer import Step


def step(loss: float, tokens: int = 10, padded: int = 0, padding: int = 0) -> Step:
    return Step(1, 1, torch.tensor(loss), 0.1, 2, tokens, padded, padding)


def test_the_mean_loss_is_over_tokens_and_not_over_steps() -> None:
    totals = EpochTotals()
    totals.add(step(1.0, tokens=30))
    totals.add(step(5.0, tokens=10))
    assert totals.mean_loss() == pytest.approx(2.0)
    assert (totals.tokens, totals.samples) == (40, 4)
    assert totals.mean_loss() == pytest.approx(2.0)


def test_before_a_step_there_is_no_loss() -> None:
    assert math.isnan(EpochTotals().mean_loss())
    assert math.isnan(EpochTotals().loss_so_far())


def test_the_loss_so_far_lags_behind_and_waits_for_nothing() -> None:
    totals = EpochTotals()
    for number in range(2 * FOLDED_STEPS):
        totals.add(step(1.0 if number < FOLDED_STEPS else 3.0))
    assert totals.loss_so_far() == pytest.approx(1.0)
    assert totals.mean_loss() == pytest.approx(2.0)


def test_the_share_of_padding_is_zero_where_nothing_is_padded() -> None:
    totals = EpochTotals()
    assert totals.padding == 0.0
    totals.add(step(1.0, padded=20, padding=5))
    totals.add(step(1.0, padded=20, padding=15))
    assert totals.padding == 0.5
