from __future__ import annotations

import optuna
import pytest

from training.hpo.cli.format import (
    expectation_words,
    parameter_words,
    tie_words,
)
from training.hpo.selection.honest_estimate import HonestScore
from training.hpo.selection.trial_scores import ScoredTrial
from training.hpo.selection.winner import Winner


def test_parameters_go_by_the_last_part_of_their_names() -> None:
    params = {"training.learning_rate": 0.00123456, "model.size": 64}
    assert parameter_words(params) == "learning_rate=0.00123, size=64"


def test_parameters_with_the_same_last_part_keep_their_whole_names() -> None:
    params = {"task.dropout": 0.1, "model.dropout": 0.2}
    assert parameter_words(params) == "task.dropout=0.1, model.dropout=0.2"


def test_line_feeds_and_escapes_in_a_value_never_reach_the_terminal() -> None:
    words = parameter_words({"model.name": "a\nb\x1b[2J"})
    assert "\n" not in words
    assert "\x1b" not in words


def test_the_expectation_names_the_estimate_its_interval_and_the_luck() -> None:
    words = expectation_words("f1", HonestScore(0.7, 0.6, 0.8, 0.95, 0.75, 9))
    assert words == (
        "expect f1 0.7000 on new documents (95% interval 0.6000 to 0.8000); the mean of its folds, "
        "0.7500, is the pick of 9 trials and so partly luck"
    )


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


@pytest.mark.parametrize(
    ("tied", "words"),
    [
        (0, ""),
        (1, "1 other trial with the same f1 had a higher loss"),
        (2, "2 other trials with the same f1 had a higher loss"),
    ],
)
def test_a_tie_is_explained(tied: int, words: str) -> None:
    trial = optuna.trial.create_trial(value=0.5)
    assert tie_words("f1", Winner(trial, ScoredTrial(0, [0.5]), "best", None, tied)) == words
