from __future__ import annotations

from training.hpo.report.cost_chart import cost_chart

from .sweep_facts import facts, shapes, tips, trial, words

TRIALS = (trial(0, 0.5, 0.6), trial(1, 0.4, state="pruned"), trial(2, 0.7, 0.7))


def test_without_any_time_there_is_no_picture() -> None:
    assert cost_chart(facts()) == ""
    assert cost_chart(facts(trial(0, state="failed"))) == ""


def test_bars_are_as_high_as_trials_were_long() -> None:
    markup = cost_chart(facts(*TRIALS))
    complete, pruned = shapes(markup, "rect", "complete"), shapes(markup, "rect", "pruned")
    assert (len(complete), len(pruned)) == (2, 1)
    assert abs(float(complete[0].attrib["height"]) / 2 - float(pruned[0].attrib["height"])) < 0.02


def test_the_winner_stands_out_and_each_bar_says_what_it_is() -> None:
    markup = cost_chart(facts(*TRIALS, winner=2))
    assert len(shapes(markup, "rect", "winner")) == 1
    assert tips(markup)[1] == "trial 1 (pruned): 10.0 s, 1 folds"
    assert {"seconds", "trial"} <= set(words(markup))
