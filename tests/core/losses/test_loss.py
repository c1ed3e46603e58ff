"""A loss of a number for each unit, summed as the training loop needs it."""

from __future__ import annotations

import pytest
import torch

from training.config import Section
from training.core.losses import Loss
from training.core.losses.loss import Targets
from training.errors import PluginError

SCORES = torch.tensor([[2.0, 0.0, 1.0], [0.0, 1.0, 3.0], [1.0, 1.0, 1.0]])
LABELS = torch.tensor([0, -100, 2])
CLASSES = ("O", "B-A", "I-A")


class Margin(Loss):
    """How far the score of the label is below 4."""

    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return 4 - scores.gather(1, labels.unsqueeze(1)).squeeze(1)


class Mean(Margin):
    def of_units(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return super().of_units(scores, labels).mean()


class Pair(Margin):
    passes = 2

    def between_passes(self, passes: list[torch.Tensor]) -> torch.Tensor:
        return (passes[0] - passes[1]).abs().sum(-1)


def test_units_without_a_label_do_not_count() -> None:
    assert Margin(Section(), CLASSES).total(SCORES, Targets(LABELS)).item() == 2 + 3


def test_class_weights_multiply_units_and_do_not_change_what_it_is_divided_by() -> None:
    weights = torch.tensor([10.0, 1.0, 0.5])
    found = Margin(Section(), CLASSES).total(SCORES, Targets(LABELS, weights))
    assert found.item() == 10 * 2 + 0.5 * 3


def test_a_loss_knows_the_names_of_its_classes() -> None:
    assert Margin(Section(), list(CLASSES)).classes == CLASSES


def test_one_number_for_all_units_is_refused_with_the_name_of_the_loss() -> None:
    with pytest.raises(PluginError, match=r"test_loss:Mean must return one number .* 3 units"):
        Mean(Section(), CLASSES).total(SCORES, Targets(LABELS))


def test_passes_count_equally_and_what_is_between_them_is_added_where_labels_are_known() -> None:
    other = SCORES + torch.tensor([[1.0, 0.0, 0.0], [9.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    found = Pair(Section(), CLASSES).training_total([SCORES, other], Targets(LABELS))
    assert found.item() == (2 + 3 + 1 + 1) / 2 + 1 + 2
