from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.hpo.planned_sweeps import Plan


def test_folders_are_named_after_trial_and_fold(plan: Plan, tmp_path: Path) -> None:
    planned = plan().plan
    trial = planned.trial_folder(7)
    assert trial == tmp_path / "sweep" / "trial-0007"
    assert planned.fold_folder(trial, 1) == trial / "fold-1"


def test_without_a_cross_validation_the_trial_is_the_run(plan: Plan) -> None:
    planned = plan(folds=None).plan
    assert not planned.is_cross_validation
    assert planned.fold_folder(planned.trial_folder(0), 0) == planned.trial_folder(0)


@pytest.mark.parametrize(("run_id", "name"), [("x", "trial_7_x"), ("", "trial_7")])
def test_old_sweeps_keep_the_old_names(run_id: str, name: str, plan: Plan) -> None:

    old = replace(plan().plan, run_id=run_id)
    assert old.trial_folder(7).name == name
    assert old.fold_folder(old.trial_folder(7), 1).name == "fold_1"


def test_parameters_reach_the_configuration_of_the_trial_alone(plan: Plan) -> None:
    planned = plan().plan
    before = planned.base.training.learning_rate
    values = planned.values_of({"training.learning_rate": 0.05})
    assert values["training"]["learning_rate"] == 0.05
    assert planned.base.training.learning_rate == before


def test_where_trials_run_does_not_decide_whether_they_can_be_compared(plan: Plan) -> None:
    shared = plan().plan.shared_by_all_trials()
    assert {"device", "threads"}.isdisjoint(shared["config"]["training"])
    assert shared["k_folds"] == 2
    assert shared["search_space"]["training.learning_rate"].endswith("logarithmic scale")


def test_data_seed_and_space_decide_whether_they_can_be_compared(
    plan: Plan, tmp_path: Path
) -> None:
    one = plan().plan.shared_by_all_trials()
    other = plan(seed=1, directory=tmp_path / "other").plan.shared_by_all_trials()
    assert one["sweep_seed"] != other["sweep_seed"]
    assert one["folds_sha256"] != other["folds_sha256"]


def test_workers_learn_of_the_test_records_and_the_cache(plan: Plan) -> None:
    planned = plan().plan
    setup = planned.worker_setup(threads=3, waits=True)
    assert (setup.threads, setup.waits, setup.metric) == (3, True, "loss")
    assert Path(setup.cache).is_absolute()
    assert Path(setup.cache).parent == planned.directory.absolute()
    assert planned.test_records is not None
    assert setup.test == planned.test_records.fingerprint
