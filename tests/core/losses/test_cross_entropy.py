from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cross_entropy

from training.config import Section
from training.core.losses.cross_entropy import CrossEntropy
from training.core.losses.loss import Targets

SCORES = torch.tensor([[2.0, 0.0, 1.0], [0.0, 1.0, 3.0]])


@pytest.mark.parametrize("weights", [None, torch.tensor([1.0, 3.0, 0.5])])
@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_it_is_bit_for_bit_the_sum_of_torch(weights: torch.Tensor | None, smoothing: float) -> None:
    labels = torch.tensor([0, -100])
    found = CrossEntropy(Section(), "abc").total(SCORES, Targets(labels, weights, smoothing))
    wanted = cross_entropy(SCORES, labels, weights, reduction="sum", label_smoothing=smoothing)
    assert torch.equal(found, wanted)


def test_the_loss_of_units_adds_up_to_the_total() -> None:
    loss, labels = CrossEntropy(Section(), "abc"), torch.tensor([0, 2])
    assert torch.allclose(loss.of_units(SCORES, labels).sum(), loss.total(SCORES, Targets(labels)))
