from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from training.errors import ConfigError, UserError
from training.hpo.sweep.config import SweepConfig, name_and_options
from training.hpo.sweep.file import read_sweep_file
from training.hpo.sweep.plan import plan_sweep
from training.hpo.workers.config import WorkersConfig

SPACE = "search_space:\n  training.learning_rate: {type: loguniform, min: 1e-3, max: 1e-2}\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def written(text: str, name: str = "sweep.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return written


def test_without_a_file_the_demo_is_swept() -> None:
    file = read_sweep_file(None, {"trials": 8, "folds.number": 3})
    plan = plan_sweep(file).plan
    assert (plan.config.trials, len(plan.folds), plan.metric) == (8, 3, "f1")
    assert plan.direction == "maximize"
    assert plan.base.data.path is None


def test_options_win_over_the_file_and_short_forms_mean_the_same(write: Any) -> None:
    path = write(f"{SPACE}folds: {{number: 4, stratified: false}}\nworkers: 3\nsampler: random\n")
    config = read_sweep_file(path, {"folds.number": 2, "workers.number": 1, "seed": None}).config
    assert config.folds is not None
    assert (config.folds.number, config.folds.stratified) == (2, False)
    assert config.workers == WorkersConfig(number=1)
    assert name_and_options(config.sampler) == ("random", {})
    assert name_and_options({"name": "tpe", "n_startup_trials": 3})[1] == {"n_startup_trials": 3}


def test_the_shared_configuration_is_an_experiment_with_sections_above_it(write: Any) -> None:
    write("training: {epochs: 7, batch_size: 4}\n", "parts/experiment.yaml")
    path = write(
        f"{SPACE}experiment: experiment.yaml\nbase:\n  training: {{batch_size: 8}}\n",
        "parts/sweep.yaml",
    )
    base = plan_sweep(read_sweep_file(path), overrides=["training.weight_decay=0.5"]).plan.base
    assert (base.training.epochs, base.training.batch_size) == (7, 8)
    assert base.training.weight_decay == 0.5
    assert (base.training.metric, base.training.metric_mode) == ("f1", "max")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\n", r"sweep\.yaml: `search_space` is missing. It says which keys"),
        (
            "name: x\ntraining: {epochs: 3}\n",
            r"sweep\.yaml:2: `training` is a section of an experiment file.*`training train ",
        ),
        ("search_space: {}\n", r"sweep\.yaml:1: `search_space` must map at least one"),
        (f"{SPACE}trails: 3\n", r"sweep\.yaml:3: unknown key `trails`.*Did you mean `trials`"),
        (f"{SPACE}folds: 1\n", r"sweep\.yaml:3: `folds\.number` must be a whole number >= 2"),
        (f"{SPACE}folds: {{numbr: 3}}\n", r"sweep\.yaml:3: unknown key `folds\.numbr`.*`number`"),
        (f"{SPACE}workers: lots\n", r"sweep\.yaml:3: `workers\.number` must be `auto` or"),
        (f"{SPACE}trials: many\n", r"sweep\.yaml:3: `trials` must be a whole number >= 1"),
        (f"{SPACE}sampler: tpi\n", r"sweep\.yaml:3: `sampler`: .*`tpi`. Did you mean `tpe`"),
        (f"{SPACE}pruner: {{name: median, n: 1}}\n", r"sweep\.yaml:3: unknown key `pruner\.n`"),
        (f"{SPACE}selection: luck\n", r"sweep\.yaml:3: `selection` must be one of `best`"),
        (
            f"{SPACE}objective: {{metric: accuracy}}\n",
            r"sweep\.yaml:3: `objective\.metric`: .*no number `accuracy`.*It reports f1",
        ),
        (f"{SPACE}folds: 451\n", r"sweep\.yaml:3: `folds`: k=451: .* from 2 to 450"),
        (
            f"{SPACE}base:\n  training: {{epochz: 3}}\n",
            r"sweep\.yaml:4: unknown key `training\.epochz`.*`epochs`",
        ),
        (
            f"{SPACE}  model.dropout: {{type: uniform, min: 0.5, max: 0.1}}\n",
            r"sweep\.yaml:3: `search_space\.model\.dropout`: min 0\.5 is above max 0\.1",
        ),
        (
            f"{SPACE}  model.hidden: {{type: int, min: 1, max: 4}}\n",
            r"sweep\.yaml:3: .*unknown key `model\.hidden`.*`hidden_size`",
        ),
        (
            f"{SPACE}sampler: grid\n",
            r"sweep\.yaml:2: `search_space\.training\.learning_rate`: .*no end",
        ),
        (f"{SPACE}base:\n  distributed: {{enabled: true}}\n", "`distributed.enabled`: each fold"),
    ],
)
def test_a_mistake_is_reported_with_its_place_before_anything_is_written(
    text: str, message: str, write: Any, tmp_path: Path
) -> None:
    path = write(text)
    with pytest.raises(UserError, match=message):
        plan_sweep(read_sweep_file(path))
    assert [one.name for one in tmp_path.iterdir()] == ["sweep.yaml"]


def test_an_old_hpo_file_is_read_as_it_was_meant(write: Any) -> None:
    old = {
        "search_space": {
            "backbone": {"type": "choice", "values": ["bilstm"]},
            "learning_rate": {"type": "loguniform", "min": 1e-3, "max": 1e-2},
        },
        "sampling": {"algorithm": "bayesian", "max_trials": 5, "timeout_minutes": 2},
        "objective": {"metric": "macro-f1", "goal": "maximize"},
        "k_fold": {"enabled": True, "n_splits": 4, "random_seed": 9},
        "early_termination": {"policy": "bandit", "slack_factor": 0.2, "evaluation_interval": 1},
        "checkpoint": {"enabled": True, "save_only_best": True},
        "refit": {"enabled": True},
    }
    plan = plan_sweep(read_sweep_file(write(yaml.safe_dump(old), "smoke.yaml"))).plan
    assert list(plan.space) == ["learning_rate"]
    config = plan.config
    assert (config.sampler, config.trials, config.timeout_minutes) == ("tpe", 5, 2.0)
    assert (plan.metric, plan.direction, len(plan.folds)) == ("macro-f1", "maximize", 4)
    assert config.pruner == {"name": "bandit", "slack_factor": 0.2, "evaluation_interval": 1}
    assert (config.save_only_best, config.refit) == (True, True)


def test_a_search_space_given_as_an_option_takes_the_place_of_the_demos_and_the_files(
    write: Any,
) -> None:
    space = {"model.dropout": {"type": "choice", "values": [0.1, 0.2]}}
    assert read_sweep_file(None, {"search_space": space}).config.search_space == space
    path = write(SPACE)
    assert read_sweep_file(path, {"search_space": space}).config.search_space == space
    both = read_sweep_file(path, {f"search_space.{name}": one for name, one in space.items()})
    assert list(both.config.search_space) == ["training.learning_rate", "model.dropout"]
    rate = {"type": "choice", "values": [1e-3]}
    changed = read_sweep_file(path, {"search_space.training.learning_rate": rate}).config
    assert changed.search_space == {"training.learning_rate": rate}


def test_name_and_seed_of_the_shared_configuration_are_those_of_the_sweep(write: Any) -> None:
    path = write(SPACE)
    plan = plan_sweep(read_sweep_file(path), overrides=["name=mine", "seed=7"]).plan
    assert (plan.config.name, plan.config.seed, plan.base.seed) == ("mine", 7, 7)
    assert plan.directory.name.startswith("mine-")
    plan = plan_sweep(read_sweep_file(path, {"seed": 3}), overrides=["seed=7"]).plan
    assert (plan.config.seed, plan.base.seed) == (3, 3)
    own = write(f"{SPACE}name: own\nseed: 5\nbase: {{name: shared, seed: 6}}\n")
    plan = plan_sweep(read_sweep_file(own)).plan
    assert (plan.config.name, plan.config.seed) == ("own", 5)
    plan = plan_sweep(read_sweep_file(own), overrides=["seed=7"]).plan
    assert (plan.config.name, plan.config.seed) == ("own", 7)
    shared = write(f"{SPACE}base: {{name: shared, seed: 6}}\n")
    plan = plan_sweep(read_sweep_file(shared)).plan
    assert (plan.config.name, plan.config.seed) == ("shared", 6)
    more = write("seed: 8\n", "more.yaml")
    assert plan_sweep(read_sweep_file(own), [more]).plan.config.seed == 8


def test_a_grid_runs_each_combination_once_and_says_so(write: Any) -> None:
    text = "search_space:\n  training.batch_size: {type: choice, values: [4, 8]}\nsampler: grid\n"
    plan = plan_sweep(read_sweep_file(write(f"{text}trials: 5\n"))).plan
    assert plan.config.trials == 2
    said = "the sampler `grid` has 2 combinations to try: 2 trials are run and not 5"
    assert plan.notes[0] == said
    plan = plan_sweep(read_sweep_file(write(f"{text}trials: 2\n"))).plan
    assert plan.config.trials == 2
    assert not any("combinations" in note for note in plan.notes)


def test_every_key_of_a_sweep_is_documented() -> None:
    for name, field in SweepConfig.model_fields.items():
        assert field.description, name


def test_a_file_that_is_missing_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        read_sweep_file(tmp_path / "sweep.yaml")
