from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mlflow import MlflowClient

from training.errors import ConfigError
from training.hpo.exceptions import MLflowTrackingError
from training.hpo.tracking import (
    cleanup_interrupted_runs,
    commit_run_name_version,
    create_trial_run_no_cv,
    finalize_trial_run_no_cv,
    setup_hpo_mlflow_run,
    should_skip_cleanup,
    should_tag_as_interrupted,
    strip_child_suffix,
)

CLEAN = {"cleanup": {"disable_auto_cleanup": False}}
MISSING = "0" * 32


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowClient]:
    """A real MLflow store, which is what MLflow is set to while these tests run."""
    patch = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.startswith("MLFLOW_")]:
        patch.delenv(name)
    uri = f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/store.db"
    patch.setenv("MLFLOW_TRACKING_URI", uri)
    patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    yield MlflowClient(uri)
    patch.undo()


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISABLE_AUTO_CLEANUP", raising=False)


def setup(**changes: Any) -> tuple[Any, str]:
    arguments: dict[str, Any] = {
        "backbone": "bilstm",
        "study_name": "hpo_bilstm",
        "output_dir": Path("out"),
        "run_id": "20260102_030405",
        "should_resume": False,
        "checkpoint_enabled": True,
    }
    return setup_hpo_mlflow_run(**{**arguments, **changes})


def test_a_study_is_known_by_what_it_is_made_of() -> None:
    context, name = setup(data_config={"a": 1}, hpo_config={"b": 2})
    assert name == "hpo_bilstm"
    again, _ = setup(hpo_config={"b": 2}, data_config={"a": 1}, run_id="later")
    other, _ = setup(hpo_config={"b": 3}, data_config={"a": 1})
    assert context.study_key_hash == again.study_key_hash != other.study_key_hash
    assert setup(study_key_hash="given")[0].study_key_hash == "given"
    assert setup(checkpoint_enabled=False)[1] == "hpo_bilstm_20260102_030405"
    assert setup(should_resume=True)[1] == "hpo_bilstm_resumed_20260102_030405"


def test_runs_of_sweeps_get_names_of_their_own_and_the_tags_of_their_study(
    store: MlflowClient,
) -> None:
    experiment = store.create_experiment("names")
    context, name = setup()
    made = [store.create_run(experiment, run_name="new").info.run_id for _ in range(2)]
    for run in made:
        commit_run_name_version(run, context, name, Path("out"))
    assert [store.get_run(run).info.run_name for run in made] == ["hpo_bilstm", "hpo_bilstm-2"]
    assert store.get_run(made[0]).data.tags["code.study_key_hash"] == context.study_key_hash
    with pytest.raises(MLflowTrackingError, match=f"the run {MISSING} cannot be named"):
        commit_run_name_version(MISSING, context, name, Path("out"))


def test_a_trial_without_folds_has_a_run_in_that_of_its_sweep(store: MlflowClient) -> None:
    experiment = store.create_experiment("trials")
    parent = store.create_run(experiment).info.run_id
    sampled = {"trial_number": 4, "run_id": "r", "backbone": "bilstm", "learning_rate": 0.1}
    assert create_trial_run_no_cv(sampled, Path("config"), Path("out"), None) is None
    trial = create_trial_run_no_cv(sampled, Path("config"), Path("out"), parent)
    assert trial is not None
    run = store.get_run(trial)
    assert (run.info.run_name, run.info.experiment_id) == ("trial_4", experiment)
    assert run.data.params == {"learning_rate": "0.1"}
    assert run.data.tags["mlflow.parentRunId"] == parent
    assert run.data.tags["code.trial_number"] == "4"
    finalize_trial_run_no_cv(trial, 4)
    assert store.get_run(trial).info.status == "FINISHED"
    store.set_terminated(trial, "FAILED")
    finalize_trial_run_no_cv(trial, 4)
    assert store.get_run(trial).info.status == "FAILED"
    with pytest.raises(MLflowTrackingError, match="the run of trial 4 cannot be ended"):
        finalize_trial_run_no_cv(MISSING, 4)
    with pytest.raises(MLflowTrackingError, match="the run of trial 4 cannot be made"):
        create_trial_run_no_cv(sampled, Path("config"), Path("out"), MISSING)


@pytest.mark.parametrize(
    ("config", "variable", "skipped"),
    [
        ({}, None, (True, "config")),
        (CLEAN, None, (False, "config")),
        (CLEAN, "true", (True, "environment variable")),
        (CLEAN, "True", (True, "environment variable")),
        ({}, "false", (False, "environment variable")),
        ({}, "", (False, "environment variable")),
    ],
)
def test_the_variable_wins_over_the_configuration(
    config: dict[str, Any],
    variable: str | None,
    skipped: tuple[bool, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable is not None:
        monkeypatch.setenv("DISABLE_AUTO_CLEANUP", variable)
    assert should_skip_cleanup(config) == skipped


def test_a_setting_that_is_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"cleanup\.disable_auto_cleanup"):
        should_skip_cleanup({"cleanup": {"disable_auto_cleanup": "maybe"}})


@given(
    st.from_regex(r"[a-z]+(_[a-z]+){0,2}", fullmatch=True),
    st.lists(st.sampled_from(["_1", "_27", " (3)", "(12)"]), max_size=3),
)
def test_every_count_at_the_end_of_a_name_goes(base: str, counts: list[str]) -> None:
    assert strip_child_suffix(base + "".join(counts)) == base


def run_with(run_id: str = "other", **tags: str) -> Any:
    named = {key.replace("__", "."): value for key, value in tags.items()}
    return SimpleNamespace(info=SimpleNamespace(run_id=run_id), data=SimpleNamespace(tags=named))


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (run_with("me", code__project="x"), (False, "is_current_run")),
        (run_with(code__interrupted="true"), (False, "already_tagged_interrupted")),
        (run_with(team="x"), (False, "no_project_identity")),
        (run_with(code__project="x"), (True, "ok")),
        (run_with(training__run_id="x"), (True, "ok")),
    ],
)
def test_only_runs_of_ours_are_tagged_and_only_once(run: Any, answer: tuple[bool, str]) -> None:
    assert should_tag_as_interrupted(run, "me") == answer


def test_what_dead_sessions_left_running_is_tagged_and_nothing_else(store: MlflowClient) -> None:
    experiment = store.create_experiment("cleanup")
    context, name = setup()

    def make(parent: str | None = None, started: int = 1000, **tags: str) -> str:
        named = {"code.project": "p", **{f"code.{key}": one for key, one in tags.items()}}
        if parent is not None:
            named["mlflow.parentRunId"] = parent
        made = store.create_run(experiment, started, named, tags.get("name", name))
        return str(made.info.run_id)

    study = {"study_key_hash": context.study_key_hash}
    me = make(started=5000, **study)
    mine = make(me, 5001)
    dead = make(**study)
    left, ended = make(dead), make(dead)
    store.set_terminated(ended)
    renamed = make(name="hpo_bilstm_2")
    finished = make(**study)
    orphan = make(finished)
    store.set_terminated(finished)
    untouched = [make(study_key_hash="another"), make(name="else"), make(started=9000, **study)]
    found = cleanup_interrupted_runs(me, context, "cleanup", name, Path("out"), CLEAN)
    assert found == {dead: [left], renamed: [], finished: [orphan]}
    tagged = store.search_runs([experiment], "tags.code.interrupted = 'true'")
    assert {run.info.run_id for run in tagged} == {dead, left, renamed, orphan}
    assert not {me, mine, ended, *untouched} & {run.info.run_id for run in tagged}
    assert cleanup_interrupted_runs(me, context, "cleanup", name, Path("out"), CLEAN) == {}


def test_nothing_is_looked_for_unless_it_is_asked_for(store: MlflowClient) -> None:
    context, name = setup()
    assert cleanup_interrupted_runs("me", context, "cleanup", name, Path("out"), {}) is None
    assert cleanup_interrupted_runs("me", None, "cleanup", name, Path("out"), CLEAN) is None
    assert cleanup_interrupted_runs("me", context, "no such", name, Path("out"), CLEAN) is None
