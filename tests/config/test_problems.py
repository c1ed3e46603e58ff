from __future__ import annotations

from training.config.problems import Problem, config_error

FIRST = Problem("a.yaml:1", "`x` must be a number.", ("x",))
SECOND = Problem("--set y=2", "`y` is no key.", ("y",), unknown_key=True)


def test_one_problem_is_a_sentence() -> None:
    assert str(config_error([FIRST])) == "a.yaml:1: `x` must be a number."


def test_several_are_counted_and_listed_in_order() -> None:
    assert str(config_error([FIRST, SECOND])).splitlines() == [
        "The configuration has 2 problems:",
        "- a.yaml:1: `x` must be a number.",
        "- --set y=2: `y` is no key.",
    ]
