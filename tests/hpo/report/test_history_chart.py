from __future__ import annotations

import pytest

from training.hpo.report.history_chart import history_chart

from .sweep_facts import facts, shapes, tips, trial

TRIALS = (
    trial(0, 0.5),
    trial(1, 0.9, state="pruned"),
    trial(2, 0.7),
    trial(3, 0.6),
    trial(4, state="failed"),
)


def test_without_a_score_there_is_no_picture() -> None:
    assert history_chart(facts()) == ""
    assert history_chart(facts(trial(0, state="failed"))) == ""


def test_each_trial_with_a_score_has_a_dot_by_how_it_ended() -> None:
    markup = history_chart(facts(*TRIALS, winner=2))
    counts = {
        style: len(shapes(markup, "circle", style))
        for style in ("winner", "complete", "pruned", "failed")
    }
    assert counts == {"winner": 1, "complete": 2, "pruned": 1, "failed": 0}
    assert "trial 1 (pruned): f1 0.9" in tips(markup)


@pytest.mark.parametrize(("direction", "steps"), [("maximize", 2), ("minimize", 1)])
def test_the_best_so_far_is_a_stair_over_complete_trials(direction: str, steps: int) -> None:
    markup = history_chart(facts(*TRIALS, direction=direction))
    (stair,) = shapes(markup, "path", "trend")
    heights = {point.split(",")[1] for point in stair.attrib["d"][1:].split(" L")}
    assert len(heights) == steps


def test_a_higher_score_stands_higher() -> None:
    markup = history_chart(facts(*TRIALS))
    low, high, _ = (float(dot.attrib["cy"]) for dot in shapes(markup, "circle", "complete"))
    assert high < low
