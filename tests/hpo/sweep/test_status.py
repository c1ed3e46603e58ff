from __future__ import annotations

from pathlib import Path

import pytest

from tests.hpo.planned_sweeps import Plan
from training.hpo.sweep.run import start_sweep
from training.hpo.sweep.status import STATES, SweepState, TrialStatus, read_status


def trial(number: int, state: str = "complete", value: float | None = None) -> TrialStatus:
    return TrialStatus(number, state, value, [], {})


def state(*trials: TrialStatus, direction: str = "maximize", wanted: int = 5) -> SweepState:
    return SweepState(Path("runs/s"), "s", "f1", direction, wanted, trials)


def test_trials_are_counted_by_their_state_and_those_not_begun_too() -> None:
    counts = state(trial(0), trial(1, "failed"), trial(2, "running")).counts
    assert counts == {
        **dict.fromkeys(STATES, 0),
        "complete": 1,
        "failed": 1,
        "running": 1,
        "not begun": 2,
    }
    assert state(trial(0), trial(1), wanted=1).counts["not begun"] == 0


@pytest.mark.parametrize(("direction", "best"), [("maximize", 1), ("minimize", 0)])
def test_the_best_trial_follows_the_direction(direction: str, best: int) -> None:
    found = state(trial(0, value=0.1), trial(1, value=0.9), trial(2), direction=direction).best
    assert found is not None
    assert found.number == best


def test_without_a_complete_trial_there_is_no_best() -> None:
    values = state(trial(0, "pruned")).as_values()
    assert (values["best_trial"], values["best_value"]) == (None, None)


def test_of_equal_trials_the_lower_loss_is_the_best() -> None:
    equal = [TrialStatus(n, "complete", 0.5, [], {}, loss=loss) for n, loss in enumerate((2, 1))]
    assert state(*equal).as_values()["best_trial"] == 1


def test_the_status_of_a_stored_sweep_is_what_its_study_says(plan: Plan) -> None:
    planned = plan(trials=1)
    start_sweep(planned)
    found = read_status(planned.plan.directory)
    assert (found.name, found.metric, found.direction) == ("tiny", "loss", "minimize")
    assert found.counts["complete"] == 1
    (trained,) = found.trials
    assert trained.value == pytest.approx(sum(v or 0.0 for v in trained.fold_values) / 2)
    assert (trained.where, trained.owner) == ("", "")
