from __future__ import annotations

from typing import Any

from training.hpo.report.facts import TrialFacts
from training.hpo.report.parallel_chart import MOST_AXES, parallel_chart

from .sweep_facts import facts, shapes, tips, trial, words


def sized(number: int, size: str) -> TrialFacts:
    params: dict[str, Any] = {"training.rate": 10.0**-number, "size": size}
    return trial(number, 0.5 + number / 10, **params)


TRIALS = [sized(1, "small"), sized(2, "large"), sized(3, "small")]


def test_one_trial_or_no_parameters_make_no_picture() -> None:
    assert parallel_chart(facts(TRIALS[0])) == ""
    assert parallel_chart(facts(trial(0, 0.5), trial(1, 0.6))) == ""


def test_each_complete_trial_has_a_line_and_the_winner_is_drawn_last() -> None:
    pruned = trial(4, 0.1, state="pruned", size="small")
    drawn = facts(*TRIALS, pruned, winner=3, choices={"size": ["small", "large"]})
    lines = shapes(parallel_chart(drawn), "path", "strand")
    assert len(lines) == 3
    assert lines[-1].attrib["class"] == "strand winner"


def test_axes_stand_in_the_order_of_their_importance() -> None:
    drawn = facts(
        *TRIALS,
        importances={"training.rate": 0.9, "size": 0.1},
        choices={"size": ["small", "large"]},
    )
    names = [one.text for one in shapes(parallel_chart(drawn), "text", "name")]
    assert names == ["rate", "size", "f1"]


def test_choices_are_written_as_words_at_their_axis() -> None:
    markup = parallel_chart(facts(*TRIALS, choices={"size": ["small", "large", "huge"]}))
    assert {"small", "large", "huge"} <= set(words(markup))
    assert "trial 2: 0.7 with training.rate 0.01, size large" in tips(markup)


def test_a_parameter_that_only_some_trials_have_has_no_axis() -> None:
    drawn = facts(trial(0, 0.5, rate=0.1), trial(1, 0.6, rate=0.2, dropout=0.3))
    names = [one.text for one in shapes(parallel_chart(drawn), "text", "name")]
    assert names == ["rate", "f1"]


def test_only_the_most_important_of_many_parameters_have_an_axis() -> None:
    params: dict[str, Any] = {f"p{number}": float(number) for number in range(12)}
    drawn = facts(trial(0, 0.5, **params), trial(1, 0.6, **params))
    names = [one.text for one in shapes(parallel_chart(drawn), "text", "name")]
    assert len(names) == MOST_AXES + 1
