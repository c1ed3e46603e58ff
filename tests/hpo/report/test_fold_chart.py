from __future__ import annotations

from training.hpo.report.fold_chart import MOST_TRIALS, fold_chart

from .sweep_facts import facts, shapes, tips, trial, words


def test_without_folds_or_complete_trials_there_is_no_picture() -> None:
    assert fold_chart(facts(trial(0, 0.5), trial(1, 0.6))) == ""
    assert fold_chart(facts(trial(0, 0.5, 0.6, state="pruned"))) == ""


def test_the_best_trials_stand_first_with_a_dot_for_each_fold() -> None:
    markup = fold_chart(facts(trial(0, 0.5, 0.6), trial(1, 0.8, 0.9), winner=1))
    assert [word for word in words(markup) if word.startswith("trial")] == ["trial 1", "trial 0"]
    assert len(shapes(markup, "circle", "fold")) == 4
    assert len(shapes(markup, "circle", "winner")) == 2
    assert "trial 1, fold 0: f1 0.8" in tips(markup)


def test_a_fold_without_a_finite_score_has_no_dot() -> None:
    markup = fold_chart(facts(trial(0, 0.5, None), trial(1, 0.8, 0.9)))
    assert len(shapes(markup, "circle", "fold")) == 3


def test_a_winner_that_is_not_among_the_best_is_shown_too() -> None:
    many = [trial(number, 0.5 + number / 100, 0.6) for number in range(MOST_TRIALS + 3)]
    rows = [word for word in words(fold_chart(facts(*many, winner=0))) if "trial" in word]
    assert rows == [f"trial {number}" for number in [*range(14, 2, -1), 0]]
