from __future__ import annotations

import pytest

from training.hpo.commands.words import expectation_words
from training.hpo.selection import HonestScore


@pytest.mark.parametrize(
    ("honest", "words"),
    [
        (HonestScore(0.80, 0.7, 0.9, 0.95, 0.85, 9), "0.8500, is the pick of 9 trials"),
        (HonestScore(0.85, 0.7, 0.9, 0.95, 0.85, 9), "of 9 trials it wins whichever fold"),
        (HonestScore(0.85, 0.7, 0.9, 0.95, 0.85, 1), "0.8500, was not picked from others"),
        (HonestScore(1.0, 1.0, 1.0, 0.95, 1.0, 9), "they do not say how sure that is"),
    ],
)
def test_what_to_expect_of_a_winner_says_where_it_is_from(honest: HonestScore, words: str) -> None:
    said = expectation_words("f1", honest)
    assert said.startswith(f"expect f1 {honest.value:.4f} on new documents (95% interval")
    assert words in said
