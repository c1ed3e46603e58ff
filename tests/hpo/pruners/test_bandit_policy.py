from __future__ import annotations

from collections.abc import Sequence

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.hpo.pruners import BanditPruner

optuna.logging.set_verbosity(optuna.logging.WARNING)


def stops(
    pruner: BanditPruner,
    others: Sequence[Sequence[float]],
    own: Sequence[float],
    direction: str = "maximize",
) -> bool:
    """Report `own` after the other trials reported theirs, and ask at its newest value."""
    study = optuna.create_study(direction=direction, pruner=pruner)
    for values in others:
        trial = study.ask()
        report(trial, values)
        study.tell(trial, values[-1])
    asking = study.ask()
    report(asking, own)
    return asking.should_prune()


def report(trial: optuna.Trial, values: Sequence[float]) -> None:
    for step, value in enumerate(values):
        trial.report(value, step)


@pytest.mark.parametrize(("value", "stopped"), [(0.66, True), (0.67, False)])
def test_a_slack_factor_allows_the_best_divided_by_one_plus_the_factor(
    value: float, stopped: bool
) -> None:
    """The example of Azure's documentation: 0.8 / 1.2 is 0.667."""
    assert stops(BanditPruner(slack_factor=0.2), [[0.8]], [value]) is stopped


@pytest.mark.parametrize(("value", "stopped"), [(0.97, True), (0.95, False)])
def test_a_slack_factor_allows_the_best_times_one_plus_the_factor_when_minimising(
    value: float, stopped: bool
) -> None:
    assert stops(BanditPruner(slack_factor=0.2), [[0.8]], [value], "minimize") is stopped


@pytest.mark.parametrize(
    ("direction", "value", "stopped"),
    [
        ("maximize", 0.69, True),
        ("maximize", 0.7, False),
        ("minimize", 0.91, True),
        ("minimize", 0.9, False),
    ],
)
def test_a_slack_amount_is_a_distance(direction: str, value: float, stopped: bool) -> None:
    pruner = BanditPruner(slack_amount=0.1000001)
    assert stops(pruner, [[0.8]], [value], direction) is stopped


def test_the_best_is_taken_at_the_same_interval() -> None:
    pruner = BanditPruner(slack_amount=0.1)
    late_bloomer = [0.1, 0.2, 0.9]
    assert not stops(pruner, [late_bloomer], [0.15, 0.15])
    assert stops(pruner, [late_bloomer], [0.15, 0.15, 0.15])


def test_a_trial_is_judged_by_its_own_best_value_so_far() -> None:
    assert not stops(BanditPruner(slack_amount=0.1), [[0.8, 0.8]], [0.8, 0.1])


def test_one_step_ahead_of_all_others_no_trial_is_stopped() -> None:
    assert not stops(BanditPruner(slack_amount=0.0), [[0.8]], [0.1, 0.1])


@pytest.mark.parametrize(("reports", "stopped"), [(1, False), (2, False), (3, False), (4, True)])
def test_only_multiples_of_the_interval_from_the_delay_on_are_looked_at(
    reports: int, stopped: bool
) -> None:
    pruner = BanditPruner(slack_amount=0.1, evaluation_interval=2, delay_evaluation=3)
    assert stops(pruner, [[0.9] * 5], [0.1] * reports) is stopped


def test_a_value_that_is_not_a_number_is_worse_than_any_other() -> None:
    assert stops(BanditPruner(slack_factor=9.0), [[0.1]], [float("nan")])
    assert not stops(BanditPruner(slack_factor=9.0), [[float("nan"), 0.2]], [0.1])


finite = st.floats(-1e6, 1e6, allow_nan=False)


@given(
    values=st.lists(finite, min_size=1, max_size=4),
    slack=st.floats(0.001, 10),
    direction=st.sampled_from(["maximize", "minimize"]),
    relative=st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_the_best_trial_never_stops_itself(
    values: list[float], slack: float, direction: str, relative: bool
) -> None:
    pruner = BanditPruner(slack_factor=slack) if relative else BanditPruner(slack_amount=slack)
    assert not stops(pruner, [values], values, direction)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "exactly one of slack_factor and slack_amount"),
        ({"slack_factor": 0.1, "slack_amount": 0.1}, "exactly one of"),
        ({"slack_factor": -0.1}, "slack_factor must be at least 0, but got -0.1"),
        ({"slack_amount": float("nan")}, "slack_amount must be at least 0"),
        ({"slack_amount": 0.1, "evaluation_interval": 0}, "evaluation_interval must be at least 1"),
        ({"slack_amount": 0.1, "delay_evaluation": -1}, "delay_evaluation must be at least 0"),
    ],
)
def test_values_out_of_range_are_refused_by_name(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BanditPruner(**arguments)  # type: ignore[arg-type]
