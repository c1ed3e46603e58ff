from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import optuna
import pytest

from training.hpo.sweep.plan import Planned
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trials.fold_jobs import fold_job, fold_seed
from training.hpo.sweep.trials.trial import RunningTrial

Plan = Callable[..., Planned]

optuna.logging.set_verbosity(optuna.logging.WARNING)


def trial_of(plan: SweepPlan, **params: object) -> RunningTrial:
    folder = plan.trial_folder(0)
    return RunningTrial(optuna.create_study().ask(), params, plan.values_of(params), folder, 2)


def test_a_fold_has_a_seed_and_a_folder_of_its_own(plan: Plan) -> None:
    planned = plan().plan
    trial = trial_of(planned)
    jobs = [fold_job(planned, trial, fold) for fold in range(2)]
    seeds = [job.config["seed"] for job in jobs]
    assert seeds == [fold_seed(planned.config.seed, 0, fold) for fold in range(2)]
    assert [job.directory for job in jobs] == [
        str(trial.directory / f"fold-{fold}") for fold in range(2)
    ]


@pytest.mark.parametrize("name", ["seed", "training.random_seed"])
def test_a_seed_that_is_searched_stays_the_one_of_the_trial(name: str, plan: Plan) -> None:
    planned = plan().plan
    assert fold_job(planned, trial_of(planned, **{name: 5}), 1).config["seed"] == 5


def test_the_record_of_a_fold_names_its_trial_its_sweep_and_the_test_records(plan: Plan) -> None:
    planned = plan().plan
    job = fold_job(planned, trial_of(planned), 1)
    assert [parent["kind"] for parent in job.parents] == ["trial", "sweep"]
    assert job.parents[0]["id"] == "sweep/trial-0000"
    assert (job.details["trial"], job.details["fold"]) == (0, 1)
    assert planned.test_records is not None
    assert job.details["test_records"] == planned.test_records.model_dump()


def test_a_trial_without_folds_belongs_to_its_sweep_alone(plan: Plan) -> None:
    planned = replace(plan(folds=None).plan, test_records=None)
    rate = {"training.learning_rate": 0.01}
    job = fold_job(planned, trial_of(planned, **rate), 0)
    assert job.kind == "trial"
    assert [parent["kind"] for parent in job.parents] == ["sweep"]
    assert job.details == {"number": 0, "params": rate}


def test_every_fold_of_every_trial_has_a_seed_of_its_own() -> None:
    seeds = {fold_seed(s, t, f) for s in range(5) for t in range(20) for f in range(5)}
    assert len(seeds) == 500
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_the_seed_stays_the_same_from_release_to_release() -> None:
    """A sweep of an earlier version is resumed with the same seeds."""
    assert fold_seed(42, 0, 0) == 3224692507
    assert fold_seed(42, 1, 0) != fold_seed(42, 0, 1)
    assert fold_seed(1, 12, 3) != fold_seed(11, 2, 3)
