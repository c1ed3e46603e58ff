from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.core.losses.cross_entropy import CrossEntropy
from training.core.losses.focal import Focal, FocalOptions
from training.core.losses.loss import Targets

SCORES = torch.tensor([[2.0, 0.0, 1.0], [0.0, 1.0, 3.0]])
LABELS = torch.tensor([0, 1])


def focal(gamma: float) -> Focal:
    return Focal(FocalOptions(gamma=gamma), "abc")


@given(st.floats(0.0, 5.0))
def test_it_is_the_formula_of_the_paper(gamma: float) -> None:
    chances = SCORES.double().softmax(-1).gather(1, LABELS.unsqueeze(1)).squeeze(1)
    wanted = -((1 - chances) ** gamma) * chances.log()
    assert torch.allclose(focal(gamma).of_units(SCORES, LABELS).double(), wanted, rtol=1e-5)


def test_without_focus_it_is_the_cross_entropy() -> None:
    targets = Targets(LABELS, torch.tensor([1.0, 2.0, 3.0]))
    plain = CrossEntropy(FocalOptions(), "abc").total(SCORES, targets)
    assert torch.allclose(focal(0.0).total(SCORES, targets), plain)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_the_gradient_of_a_certain_unit_is_a_number(gamma: float) -> None:
    scores = torch.tensor([[200.0, 0.0]], requires_grad=True)
    focal(gamma).total(scores, Targets(torch.tensor([0]))).backward()
    assert scores.grad is not None
    assert torch.isfinite(scores.grad).all()
