"""Every key of a sweep file changes something.

Options of the commands are looked at in `tests/hpo/cli/test_options.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from training.config import Section
from training.hpo.pruners import build_pruner
from training.hpo.samplers.registry import find_sampler
from training.hpo.storage.address import storage_address
from training.hpo.storage.leases import NoLeases
from training.hpo.storage.study import SweepStudy
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.config import SweepConfig, name_and_options
from training.hpo.sweep.plan import fold_file
from training.hpo.sweep.runner import SweepRunner
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.workers.process_pool import ProcessPool
from training.hpo.workers.start import plan_workers

Observe = Callable[[SweepPlan], Any]


def runner(plan: SweepPlan) -> SweepRunner:
    study = optuna.create_study()
    sweep_study = SweepStudy(study, NoLeases(), lambda _: study.sampler)
    pool = ProcessPool.__new__(ProcessPool)
    return SweepRunner(plan, sweep_study, pool, SweepCallback(), reports_steps=False)


def workers(plan: SweepPlan) -> Any:
    found = plan_workers(plan.config.workers, 8)
    return found.number, found.threads


def sampler(plan: SweepPlan) -> Any:
    return type(find_sampler(*name_and_options(plan.config.sampler)).build(1, 0))


def scores(plan: SweepPlan) -> Any:
    rule = runner(plan)._scores._rule
    return None if rule is None else vars(rule)


@dataclass(frozen=True)
class Effect:
    """A value of a key, and where its effect is seen."""

    value: Any
    seen: Observe


NOT_PLANNED = {
    "workers.backend": "workers/test_ray_pool.py",
    "workers.gpus": "workers/test_ray_pool.py",
    "workers.max_deaths": "workers/test_process_pool.py",
    "selection": "selection/test_winner.py: select_winner",
    "refit": "cli/test_app.py: refitted on all data",
    "base": "sweep/test_file.py: the shared configuration",
    "experiment": "sweep/test_file.py: the shared configuration",
    "folds.file": "sweep/test_folds.py",
}
"""Keys whose effect is seen by tests of what comes after planning, and in which."""
EFFECTS: dict[str, Effect] = {
    "name": Effect("other", lambda plan: plan.base.name),
    "search_space": Effect(
        {"training.batch_size": {"type": "choice", "values": [2]}}, lambda plan: list(plan.space)
    ),
    "objective.metric": Effect("f1", lambda plan: (plan.metric, plan.base.training.metric)),
    "objective.direction": Effect(
        "maximize", lambda plan: (plan.direction, plan.base.training.metric_mode)
    ),
    "folds.number": Effect(3, lambda plan: len(plan.folds)),
    "folds.stratified": Effect(False, lambda plan: plan.folds),
    "folds.shuffle": Effect(False, lambda plan: plan.folds),
    "folds.seed": Effect(99, lambda plan: plan.folds),
    "trials": Effect(5, lambda plan: runner(plan)._failures._most),
    "timeout_minutes": Effect(3.0, lambda plan: runner(plan)._deadline < 1e300),
    "sampler": Effect("tpe", sampler),
    "pruner": Effect(
        "median", lambda plan: type(build_pruner(*name_and_options(plan.config.pruner)))
    ),
    "fold_pruning.enabled": Effect(True, lambda plan: runner(plan)._scores._is_used),
    "fold_pruning.risk": Effect(0.2, scores),
    "fold_pruning.n_startup_trials": Effect(9, scores),
    "fold_pruning.n_startup_folds": Effect(2, scores),
    "seed": Effect(7, lambda plan: (plan.base.seed, plan.base.data.test_seed)),
    "workers.number": Effect(2, workers),
    "workers.threads": Effect(3, workers),
    "storage": Effect(
        "other.db", lambda plan: str(storage_address(plan.config.storage, Path("sweep")))
    ),
    "save_only_best": Effect(False, lambda plan: vars(runner(plan)._models)),
}


def keys(section: type[Section], above: str = "") -> list[str]:
    """Return every key of a sweep file; sections that plugins fill count as one."""
    found = []
    for name, field in section.model_fields.items():
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        inner = [one for one in kinds if inspect.isclass(one) and issubclass(one, Section)]
        found += keys(inner[0], f"{above}{name}.") if inner else [f"{above}{name}"]
    return found


def test_every_key_of_a_sweep_file_has_an_effect_to_look_at() -> None:
    assert sorted(keys(SweepConfig)) == sorted([*EFFECTS, *NOT_PLANNED])


def changed(key: str, value: Any) -> dict[str, Any]:
    section, _, inner = key.partition(".")
    if not inner:
        return {section: value}
    shared = {"folds": {"number": 2}, "objective": {"metric": "loss"}}.get(section, {})
    return {section: {**shared, inner: value}}


@pytest.mark.parametrize("key", EFFECTS)
def test_a_key_of_a_sweep_file_has_its_effect(key: str, plan: Plan) -> None:
    effect = EFFECTS[key]
    without = {"fold_pruning": True} if key.startswith("fold_pruning.n") or "risk" in key else {}
    before = effect.seen(plan(**without).plan)
    after = effect.seen(plan(**{**without, **changed(key, effect.value)}).plan)
    assert before != after


def test_the_file_of_folds_is_the_one_that_was_asked_for(plan: Plan, tmp_path: Path) -> None:
    asked = plan(folds={"number": 2, "file": str(tmp_path / "mine.json")}).plan
    assert fold_file(asked.config, asked.directory) == tmp_path / "mine.json"
