from __future__ import annotations

import optuna

from training.hpo.optuna import without_remarks
from training.hpo.samplers.unstopping_grid import UnstoppingGridSampler


def test_the_last_combination_can_be_told_outside_of_optimize() -> None:
    with without_remarks():
        study = optuna.create_study(sampler=UnstoppingGridSampler(seed=1))
    for _ in range(2):
        trial = study.ask()
        trial.suggest_categorical("size", [8, 16])
        study.tell(trial, 1.0)
    assert {trial.params["size"] for trial in study.trials} == {8, 16}
    assert all(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials)
