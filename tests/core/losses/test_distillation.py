from __future__ import annotations

import pytest
import torch
from torch.nn.functional import kl_div

from training.core.losses.distillation import Distillation

SCORES = torch.tensor([[2.0, 0.0], [0.0, 1.0], [9.0, 9.0]])
TEACHER = torch.tensor([[1.0, 0.0], [3.0, 1.0], [0.0, 99.0]])
REAL = torch.tensor([True, True, False])


def test_it_is_the_softened_divergence_from_the_teacher_without_the_padding() -> None:
    found = Distillation(temperature=3.0, alpha=0.5).total(SCORES, TEACHER, REAL)
    wanted = kl_div(
        (SCORES[:2] / 3).log_softmax(-1), (TEACHER[:2] / 3).softmax(-1), reduction="sum"
    )
    assert found.item() == pytest.approx(9 * wanted.item(), rel=1e-5)


def test_scores_and_logarithms_of_probabilities_teach_the_same() -> None:
    one = Distillation(temperature=3.0, alpha=0.5)
    again = one.total(SCORES, TEACHER.log_softmax(-1), REAL)
    assert torch.allclose(one.total(SCORES, TEACHER, REAL), again)


def test_who_agrees_with_the_teacher_has_nothing_to_learn() -> None:
    assert Distillation(2.0, 1.0).total(TEACHER, TEACHER, REAL).item() == pytest.approx(0.0)
