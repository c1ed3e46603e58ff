from __future__ import annotations

import pytest
import torch

from training.config import Section
from training.core.losses.classification_loss import ClassificationLoss
from training.core.losses.cross_entropy import CrossEntropy
from training.core.losses.distillation import Distillation

SCORES = torch.tensor([[2.0, 0.0], [0.0, 1.0], [3.0, 0.0], [9.0, 9.0]])
TEACHER = torch.tensor([[1.0, 0.0], [3.0, 1.0], [0.0, 2.0], [0.0, 99.0]])
LABELS = torch.tensor([0, -100, 1, -100])
REAL = torch.tensor([True, True, True, False])
TAUGHT = ClassificationLoss(CrossEntropy(Section(), "ab"), 0.0, Distillation(2.0, 0.25))


def total(loss: ClassificationLoss, units: slice) -> torch.Tensor:
    return loss.training_total([SCORES[units]], LABELS[units], None, TEACHER[units], REAL[units])


def test_labels_and_teacher_share_the_loss() -> None:
    own = TAUGHT.total(SCORES, LABELS, None)
    taught = Distillation(2.0, 0.25).total(SCORES, TEACHER, REAL)
    assert total(TAUGHT, slice(4)).item() == pytest.approx((0.75 * own + 0.25 * taught).item())


def test_a_unit_without_a_label_learns_from_the_teacher_alone() -> None:
    taught = Distillation(2.0, 0.25).total(SCORES[1:2], TEACHER[1:2], REAL[1:2])
    assert total(TAUGHT, slice(1, 2)).item() == pytest.approx(0.25 * taught.item())


def test_however_a_step_is_divided_its_loss_is_the_same() -> None:
    parts = total(TAUGHT, slice(0, 1)) + total(TAUGHT, slice(1, 4))
    assert torch.allclose(total(TAUGHT, slice(4)), parts)


def test_an_evaluation_knows_no_teacher() -> None:
    alone = ClassificationLoss(CrossEntropy(Section(), "ab"))
    assert torch.equal(TAUGHT.total(SCORES, LABELS, None), alone.total(SCORES, LABELS, None))
