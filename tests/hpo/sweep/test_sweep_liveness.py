from __future__ import annotations

from tests.hpo.planned_sweeps import Plan
from training.core.runs.liveness import is_worked_on
from training.hpo.sweep.callbacks import SweepCallback, TrialEnd
from training.hpo.sweep.run import start_sweep


def test_a_sweep_shows_that_it_is_worked_on_until_it_ends(plan: Plan) -> None:
    planned = plan(trials=1)
    seen: list[bool] = []

    class Look(SweepCallback):
        def on_trial_end(self, trial: TrialEnd) -> None:
            seen.append(is_worked_on(planned.plan.directory))

    start_sweep(planned, [Look()])
    assert seen == [True]
    assert not is_worked_on(planned.plan.directory)
