from __future__ import annotations

import pytest
import torch

from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.linear import LinearHead
from training.core.tasks.token_classification.heads.tag_head import UNKNOWN

LENGTHS = torch.tensor([2, 1])
SCORES = torch.tensor([[[2.0, 0.0, 1.0], [0.0, 1.0, 3.0]], [[0.0, 1.0, 3.0], [9.0, 9.0, 99.0]]])


def test_the_loss_is_summed_over_the_words_whose_tag_is_known() -> None:
    tags = torch.tensor([[0, UNKNOWN], [2, UNKNOWN]])
    logs = SCORES.log_softmax(-1)
    found = LinearHead(4, 3).loss(SCORES, tags, LENGTHS)
    assert found.item() == pytest.approx(-(logs[0, 0, 0] + logs[1, 0, 2]).item())


def test_weights_of_tags_multiply_their_words() -> None:
    tags = torch.tensor([[0, UNKNOWN], [2, UNKNOWN]])
    logs = SCORES.log_softmax(-1)
    found = LinearHead(4, 3, class_weights=[5.0, 1.0, 2.0]).loss(SCORES, tags, LENGTHS)
    assert found.item() == pytest.approx(-(5 * logs[0, 0, 0] + 2 * logs[1, 0, 2]).item())


def test_the_loss_of_half_precision_is_computed_in_full() -> None:
    tags = torch.tensor([[0, 1], [2, UNKNOWN]])
    head = LinearHead(4, 3)
    assert head.loss(SCORES.bfloat16(), tags, LENGTHS).dtype == torch.float32


def test_each_word_gets_its_best_tag_and_padding_gets_none() -> None:
    assert LinearHead(4, 3).decode(SCORES, LENGTHS).tolist() == [[0, 2], [2, 0]]


def test_under_constraints_the_best_sequence_is_well_formed() -> None:
    head = LinearHead(4, 3, constraints=Constraints(["O", "B-A", "I-A"]))
    assert head.decode(SCORES, LENGTHS).tolist() == [[0, 1], [1, 0]]
