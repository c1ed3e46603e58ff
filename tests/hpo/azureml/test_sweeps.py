from __future__ import annotations

import math
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from azure.ai.ml import load_job, sweep
from azure.ai.ml.entities import Data, Environment

from training.errors import ConfigError, MissingExtraError
from training.hpo.core.search_space import SearchSpaceTranslator
from training.hpo.exceptions import HPOError
from training.hpo.execution.azureml import (
    create_dry_run_sweep_job_for_backbone,
    create_hpo_sweep_job_for_backbone,
    create_search_space,
    validate_sweep_job,
)

BANDIT = {"policy": "bandit", "slack_factor": 0.1, "evaluation_interval": 2}
SPACE = {
    "backbone": {"type": "choice", "values": ["bilstm", "distilbert"]},
    "learning_rate": {"type": "loguniform", "min": 1e-5, "max": 1e-3},
    "dropout": {"type": "uniform", "min": 0.0, "max": 0.5},
    "batch_size": {"type": "choice", "values": [8, 16]},
    "training.warmup_ratio": {"type": "quniform", "min": 0.05, "max": 0.25, "step": 0.1},
}
Make = Callable[..., Any]


@pytest.fixture
def job_of(tmp_path: Path) -> Make:
    """Make the sweep job of a small project, with changes to the settings of the sweep."""
    (tmp_path / "config").mkdir()
    (tmp_path / "src").mkdir()
    script = tmp_path / "src" / "train.py"
    script.write_text("")

    def make(**changes: Any) -> Any:
        settings: dict[str, Any] = {
            "search_space": SPACE,
            "sampling": {"algorithm": "random", "max_trials": 6, "timeout_minutes": 30},
            "objective": {"metric": "macro-f1", "goal": "maximize"},
        }
        return create_hpo_sweep_job_for_backbone(hpo_config=settings | changes, **arguments(script))

    return make


def arguments(script: Path) -> dict[str, Any]:
    return {
        "script_path": script,
        "data_asset": Data(name="notes", version="2", path="azureml://x", type="uri_folder"),
        "environment": Environment(name="e", version="1", image="example.azurecr.io/e:1"),
        "compute_cluster": "cpu-cluster",
        "backbone": "bilstm",
        "configs": {"data": {"name": "notes", "version": 2}},
        "config_metadata": {"config_hash": "abc"},
        "aml_experiment_name": "notes-hpo",
        "stage": "hpo",
    }


def test_azure_draws_a_logarithmic_range_between_the_bounds_that_were_given() -> None:
    """Azure draws exp(uniform(min_value, max_value)): so its bounds are logarithms."""
    space = create_search_space({"search_space": {"rate": SPACE["learning_rate"]}})
    assert isinstance(space["rate"], sweep.LogUniform)
    assert math.exp(space["rate"].min_value) == pytest.approx(1e-5)
    assert math.exp(space["rate"].max_value) == pytest.approx(1e-3)


def test_whole_numbers_and_steps_become_choices_of_exactly_their_values() -> None:
    space = SearchSpaceTranslator.to_azure_ml(
        {
            "search_space": {
                "epochs": {"type": "int", "min": 1, "max": 7, "step": 3},
                "warmup": {"type": "quniform", "min": 0.05, "max": 0.25, "step": 0.1},
                "layers": {"type": "logint", "min": 1, "max": 4},
                "rows": {"type": "logint", "min": 16, "max": 65536},
            }
        }
    )
    assert space["epochs"].values == [1, 4, 7]
    assert space["warmup"].values == [0.05, 0.15, 0.25]
    assert space["layers"].values == [1, 2, 3, 4]
    rows = space["rows"].values
    assert (rows[0], rows[-1]) == (16, 65536)
    assert len(rows) <= 64
    assert max(later / earlier for earlier, later in pairwise(rows)) < 1.2


def test_the_schema_of_the_sdk_takes_the_job_and_gives_it_back(
    job_of: Make, tmp_path: Path
) -> None:
    job = job_of(early_termination=BANDIT)
    validate_sweep_job(job, "bilstm", min_expected_trials=6)
    job.dump(tmp_path / "job.yaml")
    read: Any = load_job(tmp_path / "job.yaml")
    assert set(read.search_space) == {
        "learning_rate",
        "dropout",
        "batch_size",
        "training__warmup_ratio",
    }
    assert read.early_termination.slack_factor == 0.1
    assert read.early_termination.evaluation_interval == 2
    assert read.limits.max_total_trials == 6
    assert read.limits.timeout == 1800
    assert (read.objective.goal, read.objective.primary_metric) == ("maximize", "macro-f1")
    assert read.tags["dataset_version"] == "2"


def test_the_command_of_a_trial_hands_over_every_parameter(job_of: Make) -> None:
    words = job_of().trial.command
    assert words.startswith("python src/train.py --data-asset ${{inputs.data}} --config-dir config")
    assert "--backbone bilstm --learning-rate ${{search_space.learning_rate}}" in words
    assert "--set training.warmup_ratio=${{search_space.training__warmup_ratio}}" in words
    assert "search_space.backbone" not in words


def test_a_dry_run_ends_no_trial_early_and_says_what_it_is(job_of: Make, tmp_path: Path) -> None:
    smoke = {
        "search_space": SPACE,
        "sampling": {"max_trials": 2},
        "early_termination": BANDIT,
    }
    job: Any = create_dry_run_sweep_job_for_backbone(
        smoke_hpo_config=smoke, **arguments(tmp_path / "src" / "train.py")
    )
    validate_sweep_job(job, "bilstm")
    assert job.early_termination is None
    assert job.limits.max_total_trials == 2
    assert job.tags["dry_run"] == "true"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {
                "sampling": {"algorithm": "bayesian"},
                "early_termination": BANDIT,
                "search_space": {"dropout": SPACE["dropout"]},
            },
            "bayesian sampling takes no early termination, because it learns from trials",
        ),
        (
            {"sampling": {"algorithm": "bayesian"}},
            "`bayesian` searches .*`search_space.learning_rate` is a LogUniform. Use `random`",
        ),
        ({"sampling": {"algorithm": "grid"}}, "`grid` searches choice"),
        ({"sampling": {"algorithm": "tpe"}}, "`sampling.algorithm` must be one of `random`"),
        ({"sampling": {"max_trials": 0}}, "`sampling.max_trials` must be a whole number >= 1"),
        ({"objective": {"goal": "max"}}, "`objective.goal` must be one of"),
        ({"search_space": {}}, "`search_space` must map at least one parameter"),
        (
            {"search_space": {"a b": SPACE["dropout"]}},
            "Azure ML takes names of letters, digits and underscores",
        ),
        (
            {"search_space": {**SPACE, "epochs": {**SPACE["dropout"], "when": {"batch_size": 8}}}},
            "Azure ML cannot search a parameter under a condition",
        ),
        (
            {"search_space": {"backbone": {"type": "choice", "values": ["distilbert"]}}},
            "the job trains `bilstm`, which is not among these values",
        ),
        (
            {"search_space": {"rows": {"type": "int", "min": 1, "max": 5000}}},
            "it has 5,000 values",
        ),
    ],
)
def test_what_azure_cannot_do_is_refused_with_the_reason(
    job_of: Make, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        job_of(**changes)


def test_a_script_without_configuration_around_it_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    with pytest.raises(ConfigError, match="there is no file"):
        create_hpo_sweep_job_for_backbone(hpo_config={}, **arguments(script))


def test_a_job_that_may_not_run_enough_trials_is_refused(job_of: Make) -> None:
    with pytest.raises(HPOError, match="Sweep job for bilstm: it runs at most 6 trials"):
        validate_sweep_job(job_of(), "bilstm", min_expected_trials=7)


def test_a_job_that_breaks_the_schema_is_refused(job_of: Make) -> None:
    job = job_of()
    job.objective.goal = "most"
    with pytest.raises(HPOError, match="Azure ML's schema refuses it"):
        validate_sweep_job(job, "bilstm")


def finished(status: str = "Completed", **properties: str) -> Any:
    """A job as Azure returns it."""
    return SimpleNamespace(name="j", status=status, properties=properties, studio_url="https://s")


def client(*statuses: str) -> Any:
    """A client whose service lists trials with these statuses."""
    trials = [SimpleNamespace(status=status) for status in statuses]
    return SimpleNamespace(jobs=SimpleNamespace(list=lambda parent_job_name: trials))


def test_a_finished_job_with_enough_trials_is_fine() -> None:
    job = finished(best_child_run_id="j_3")
    validate_sweep_job(job, "bilstm", min_expected_trials=1, ml_client=client("Completed"))


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (finished("Failed"), "its status is Failed, not Completed. Look at it in the studio"),
        (finished(), "it names no best trial, so no trial reported its primary metric"),
        (finished(best_child_run_id="j_1"), "1 of its 2 trials are complete, and at least 2"),
    ],
)
def test_a_finished_job_that_brought_too_little_is_refused(job: Any, message: str) -> None:
    trials = client("Completed", "Canceled")
    with pytest.raises(HPOError, match=message):
        validate_sweep_job(job, "bilstm", min_expected_trials=2, ml_client=trials)


def test_trials_cannot_be_counted_without_a_client() -> None:
    with pytest.raises(ConfigError, match="can only be counted with a client"):
        validate_sweep_job(finished(best_child_run_id="j_1"), "bilstm", min_expected_trials=2)


def test_without_the_sdk_the_extra_that_has_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.ai.ml.sweep", None)
    with pytest.raises(MissingExtraError, match=r'pip install "training-hpo\[azureml\]"'):
        create_search_space({"search_space": {"rate": SPACE["learning_rate"]}})
