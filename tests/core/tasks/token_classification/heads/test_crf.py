from __future__ import annotations

from itertools import pairwise, product

import pytest
import torch

from training.core.tasks.class_weights import balanced_weights
from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.crf import CrfHead
from training.core.tasks.token_classification.heads.linear import LinearHead
from training.core.tasks.token_classification.tags import TagSet

NAMES = TagSet(["A"]).names
LENGTHS = torch.tensor([4, 1, 3, 2])


def made(tags: int = 3, constraints: Constraints | None = None) -> tuple[CrfHead, torch.Tensor]:
    torch.manual_seed(1)
    head = CrfHead(5, tags, constraints).double()
    with torch.no_grad():
        for one in head.crf.values():
            one.normal_()
    return head, torch.randn(len(LENGTHS), 4, tags, dtype=torch.float64)


def path_score(head: CrfHead, scores: torch.Tensor, path: tuple[int, ...]) -> torch.Tensor:
    total = head.crf["start"][path[0]] + head.crf["end"][path[-1]]
    for word, tag in enumerate(path):
        total = total + scores[word, tag]
    for one, other in pairwise(path):
        total = total + head.crf["transitions"][one, other]
    return total


def paths(length: int, tags: int) -> list[tuple[int, ...]]:
    return list(product(range(tags), repeat=length))


def test_the_partition_is_the_sum_over_all_sequences() -> None:
    head, scores = made()
    found = head.log_partition(scores, LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        every = torch.stack([path_score(head, scores[row], path) for path in paths(length, 3)])
        assert float(found[row].detach()) == pytest.approx(
            float(every.logsumexp(0).detach()), abs=1e-10
        )


def test_the_loss_is_the_negative_log_likelihood_of_the_tags() -> None:
    head, scores = made()
    tags = torch.full((4, 4), -100)
    expected = 0.0
    for row, length in enumerate(LENGTHS.tolist()):
        path = tuple(torch.randint(0, 3, (length,)).tolist())
        tags[row, :length] = torch.tensor(path)
        every = torch.stack([path_score(head, scores[row], one) for one in paths(length, 3)])
        expected += float((every.logsumexp(0) - path_score(head, scores[row], path)).detach())
    assert float(head.loss(scores, tags, LENGTHS).detach()) == pytest.approx(expected, abs=1e-8)


def test_unknown_tags_are_summed_over() -> None:
    head, scores = made()
    tags = torch.tensor([[0, -100, 2, -100]])
    fitting = [path for path in paths(4, 3) if path[0] == 0 and path[2] == 2]
    every, right = (
        torch.stack([path_score(head, scores[0], path) for path in some]).logsumexp(0)
        for some in (paths(4, 3), fitting)
    )
    found = head.loss(scores[:1], tags, torch.tensor([4]))
    assert float(found.detach()) == pytest.approx(float((every - right).detach()), abs=1e-8)


@pytest.mark.parametrize("constrained", [False, True])
def test_decoding_finds_the_best_sequence(constrained: bool) -> None:
    head, scores = made(constraints=Constraints(NAMES) if constrained else None)
    found = head.decode(scores, LENGTHS)
    for row, length in enumerate(LENGTHS.tolist()):
        allowed = [
            path
            for path in paths(length, 3)
            if not constrained
            or all(
                tag != 2 or (word > 0 and path[word - 1] in (1, 2)) for word, tag in enumerate(path)
            )
        ]
        best = max(allowed, key=lambda path: float(path_score(head, scores[row], path).detach()))
        assert tuple(found[row, :length].tolist()) == best
        assert found[row, length:].tolist() == [0] * (4 - length)


def test_constrained_decoding_of_single_words_is_well_formed() -> None:
    head = LinearHead(5, 3, constraints=Constraints(NAMES))
    scores = torch.tensor([[[0.0, 1.0, 9.0], [0.0, 0.0, 9.0]]])
    assert head.decode(scores, torch.tensor([2])).tolist() == [[1, 2]]


def test_gradients_are_right() -> None:
    head, scores = made()
    tags = torch.tensor(
        [[0, 1, 2, 0], [1, -100, -100, -100], [2, -100, 1, -100], [0, 0, -100, -100]]
    )
    scores.requires_grad_()
    assert torch.autograd.gradcheck(lambda given: head.loss(given, tags, LENGTHS), (scores,))


def test_padding_and_neighbours_change_nothing() -> None:
    head, scores = made()
    tags = torch.tensor([[0, 1, 2, 0], [1, -100, -100, -100], [2, 0, 1, -100], [0, 0, -100, -100]])
    whole = head.loss(scores, tags, LENGTHS)
    alone = sum(
        head.loss(scores[row : row + 1, :length], tags[row : row + 1, :length], LENGTHS[row][None])
        for row, length in enumerate(LENGTHS.tolist())
    )
    assert float(whole) == pytest.approx(float(alone), abs=1e-8)


def test_low_precision_scores_give_a_finite_loss_in_32_bits() -> None:
    head = CrfHead(5, 3)
    scores = (100 * torch.randn(2, 30, 3)).bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        loss = head.loss(scores, torch.randint(0, 3, (2, 30)), torch.tensor([30, 12]))
    assert loss.dtype == torch.float32
    assert bool(loss.isfinite())


def test_balanced_weights_give_every_tag_the_same_share_and_words_a_mean_of_one() -> None:
    weights = balanced_weights([90, 9, 1], smoothing=0.0)
    assert [90 * weights[0], 9 * weights[1], weights[2]] == pytest.approx([100 / 3] * 3)
    assert balanced_weights([90, 9, 1], smoothing=1.0) == pytest.approx([1.0, 1.0, 1.0])
    assert balanced_weights([4, 0, 1], smoothing=0.0)[1] == balanced_weights([4, 0, 1], 0.0)[2]
