from __future__ import annotations

from itertools import pairwise, product

import pytest
import torch

from training.core.tasks.token_classification.heads.viterbi import best_paths

WORDS, TAGS = 4, 3


def best_by_trying_all(
    scores: torch.Tensor, transitions: torch.Tensor, start: torch.Tensor, end: torch.Tensor
) -> list[int]:
    def total(path: tuple[int, ...]) -> float:
        words = sum(float(scores[word, tag]) for word, tag in enumerate(path))
        steps = sum(float(transitions[a, b]) for a, b in pairwise(path))
        return words + steps + float(start[path[0]] + end[path[-1]])

    return list(max(product(range(TAGS), repeat=len(scores)), key=total))


@pytest.mark.parametrize("seed", range(5))
def test_the_path_is_the_best_of_all_for_every_length(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(WORDS, WORDS, TAGS, generator=generator)
    transitions = 2 * torch.randn(TAGS, TAGS, generator=generator)
    start, end = torch.randn(2, TAGS, generator=generator)
    lengths = torch.arange(1, WORDS + 1)
    paths = best_paths(scores, lengths, transitions, start, end)
    for row, length in enumerate(lengths.tolist()):
        expected = best_by_trying_all(scores[row, :length], transitions, start, end)
        assert paths[row].tolist() == expected + [0] * (WORDS - length)


def test_a_forbidden_step_is_never_taken() -> None:
    transitions = torch.tensor([[0.0, float("-inf")], [0.0, 0.0]])
    start = torch.tensor([0.0, float("-inf")])
    scores = torch.tensor([[[0.0, 9.0], [0.0, 9.0], [0.0, 9.0]]])
    paths = best_paths(scores, torch.tensor([3]), transitions, start)
    assert paths.tolist() == [[0, 0, 0]]


def test_an_empty_row_is_padding() -> None:
    paths = best_paths(
        torch.ones(1, 2, TAGS), torch.tensor([0]), torch.zeros(TAGS, TAGS), torch.zeros(TAGS)
    )
    assert paths.tolist() == [[0, 0]]
