from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.exceptions import SelectionError
from training.hpo.selection import SelectionLogic

SLOW: dict[str, Any] = {"backbone": "deberta", "accuracy": 0.90, "speed_score": 3.0, "config": {}}
FAST: dict[str, Any] = {"backbone": "distil", "accuracy": 0.88, "speed_score": 1.0, "config": {}}
POOR: dict[str, Any] = {"backbone": "tiny", "accuracy": 0.50, "speed_score": 0.1, "config": {}}
ALL = [POOR, FAST, SLOW]


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ({}, SLOW),
        ({"accuracy_threshold": 0.021, "use_relative_threshold": False}, FAST),
        ({"accuracy_threshold": 0.019, "use_relative_threshold": False}, SLOW),
        ({"accuracy_threshold": 0.023}, FAST),
        ({"accuracy_threshold": 0.021}, SLOW),
        ({"accuracy_threshold": 0.9}, POOR),
        ({"min_accuracy_gain": 0.03}, FAST),
        ({"min_accuracy_gain": 0.02}, SLOW),
        ({"accuracy_threshold": 0.03, "min_speed_gain": 0.5}, FAST),
        ({"accuracy_threshold": 0.03, "min_speed_gain": 0.7}, SLOW),
    ],
)
def test_accuracy_is_given_up_for_speed_within_what_was_asked(
    arguments: dict[str, Any], chosen: dict[str, Any]
) -> None:
    assert SelectionLogic.select_best(ALL, **arguments) is chosen


candidates = st.lists(
    st.fixed_dictionaries({"accuracy": st.floats(0, 1), "speed_score": st.floats(0.01, 100)}),
    min_size=1,
    max_size=8,
)
thresholds = st.none() | st.floats(0, 1)


@given(given_ones=candidates, threshold=thresholds, relative=st.booleans())
@settings(deadline=None, max_examples=50)
def test_the_chosen_one_is_accurate_enough_and_no_such_one_is_faster(
    given_ones: list[dict[str, float]], threshold: float | None, relative: bool
) -> None:
    chosen = SelectionLogic.select_best(given_ones, threshold, relative)
    best = max(one["accuracy"] for one in given_ones)
    allowed = (threshold or 0.0) * (best if relative else 1.0)
    assert best - chosen["accuracy"] <= allowed
    enough = [one for one in given_ones if best - one["accuracy"] <= allowed]
    assert chosen["speed_score"] == min(one["speed_score"] for one in enough)


@given(given_ones=candidates, threshold=thresholds, gain=thresholds, seed=st.randoms())
@settings(deadline=None, max_examples=50)
def test_the_order_of_the_candidates_does_not_matter(
    given_ones: list[dict[str, float]], threshold: float | None, gain: float | None, seed: Any
) -> None:
    shuffled = list(given_ones)
    seed.shuffle(shuffled)
    options: Any = {"accuracy_threshold": threshold, "min_accuracy_gain": gain}
    assert SelectionLogic.select_best(shuffled, **options) == SelectionLogic.select_best(
        given_ones, **options
    )


@pytest.mark.parametrize(
    ("given_ones", "arguments", "message"),
    [
        ([], {}, "no candidate to select from"),
        ([{"backbone": "b", "acuracy": 1}], {}, "b has no `accuracy`. Did you mean `acuracy`"),
        ([{"accuracy": 1, "speed_score": 0}], {}, "`speed_score` of the candidate number 0 must"),
        ([{"accuracy": float("nan"), "speed_score": 1}], {}, "must be a finite number, not nan"),
        (ALL, {"accuracy_threshold": -1}, "`accuracy_threshold` must be a number >= 0"),
        (ALL, {"min_speed_gain": 1}, "`min_speed_gain` must be at least 0 and below 1"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    given_ones: list[dict[str, Any]], arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SelectionError, match=message):
        SelectionLogic.select_best(given_ones, **arguments)
