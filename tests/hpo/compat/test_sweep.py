from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
import pytest

from training.core import load_fold_splits
from training.errors import ConfigError, DataError, UserError
from training.hpo import (
    create_local_hpo_objective,
    extract_best_config_from_study,
    run_local_hpo_sweep,
)
from training.hpo.exceptions import StudyLoadError, TrialExecutionError

Arguments = Callable[..., dict[str, Any]]
STATE = optuna.trial.TrialState


def outcome(study: optuna.Study) -> list[tuple[dict[str, Any], float | None]]:
    return [(trial.params, trial.value) for trial in study.trials]


def test_every_trial_trains_on_every_fold_and_averages_the_metric(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    study = run_local_hpo_sweep(**sweep_arguments(), k_folds=3)
    assert [trial.state for trial in study.trials] == [STATE.COMPLETE] * 2
    for trial in study.trials:
        values = trial.user_attrs["cv_fold_metrics"]
        assert len(values) == 3
        assert trial.value == trial.user_attrs["cv_mean"] == statistics.fmean(values)
        assert trial.user_attrs["cv_std"] == pytest.approx(statistics.pstdev(values))
        folder = Path(trial.user_attrs["directory"])
        assert folder.parent == tmp_path / "sweep"
        for fold in range(3):
            record = json.loads((folder / f"fold_{fold}" / "run.json").read_text())
            assert record["status"] == "completed"
            assert record["metrics"]["validation"]["loss"] == values[fold]
            assert record["metrics"]["test"] == {}
    assert len(load_fold_splits(tmp_path / "sweep" / "fold_splits.json")[0]) == 3
    assert study.user_attrs["mlflow_experiment_name"] == "tiny"


def test_the_best_configuration_of_a_sweep_holds_its_evidence(sweep_arguments: Arguments) -> None:
    study = run_local_hpo_sweep(**sweep_arguments(k_fold={"enabled": True, "n_splits": 2}))
    best = extract_best_config_from_study(study, "bilstm", "v1", objective_metric="loss")
    assert best["metrics"]["loss"] == study.best_value
    assert {"f1", "macro-f1", "macro-f1-span"} <= set(best["metrics"])
    criteria = best["selection_criteria"]
    assert criteria["cv_mean"] == criteria["best_value"] == study.best_value


def test_the_same_seed_gives_the_same_trials(sweep_arguments: Arguments) -> None:
    first = run_local_hpo_sweep(**sweep_arguments())
    second = run_local_hpo_sweep(**sweep_arguments())
    assert outcome(first) == outcome(second)
    other = sweep_arguments(sampling={"max_trials": 2, "random_seed": 8})
    assert outcome(run_local_hpo_sweep(**other)) != outcome(first)


def test_a_stored_study_continues_where_it_ended(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    sampling = {"algorithm": "random", "random_seed": 7}
    stored = {"enabled": True, "study_name": "s_{backbone}"}
    one = sweep_arguments(sampling={**sampling, "max_trials": 1}, checkpoint=stored)
    run_local_hpo_sweep(**one)
    assert (tmp_path / "sweep" / "s_bilstm" / "study.db").is_file()
    both = sweep_arguments(sampling={**sampling, "max_trials": 2}, checkpoint=stored)
    resumed = run_local_hpo_sweep(**both)
    whole = run_local_hpo_sweep(**sweep_arguments(sampling={**sampling, "max_trials": 2}))
    assert outcome(resumed) == outcome(whole)
    assert len(run_local_hpo_sweep(**both).trials) == 2


def test_a_study_of_another_training_is_not_gone_on_with(sweep_arguments: Arguments) -> None:
    arguments = sweep_arguments(sampling={"max_trials": 1})
    arguments["checkpoint_config"] = {"enabled": True}
    run_local_hpo_sweep(**arguments)
    arguments["train_config"]["training"]["epochs"] = 2
    with pytest.raises(StudyLoadError, match=r"config\.training\.epochs was 1 and is 2"):
        run_local_hpo_sweep(**arguments)


def test_the_argument_wins_over_the_checkpoint_section(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    arguments = sweep_arguments(checkpoint={"enabled": True}, sampling={"max_trials": 1})
    run_local_hpo_sweep(**arguments, checkpoint_config={"enabled": False})
    assert not list(tmp_path.rglob("study.db"))


def test_a_trial_that_diverges_fails_and_the_sweep_continues(sweep_arguments: Arguments) -> None:
    rates = {"type": "choice", "values": [1e36, 1e-3]}
    sampling = {"algorithm": "random", "max_trials": 4, "random_seed": 1}
    arguments = sweep_arguments(search_space={"learning_rate": rates}, sampling=sampling)
    arguments["train_config"]["training"]["batch_size"] = 1
    study = run_local_hpo_sweep(**arguments, k_folds=2)
    expected = {1e36: STATE.FAIL, 1e-3: STATE.COMPLETE}
    assert {trial.params["learning_rate"] for trial in study.trials} == set(expected)
    for trial in study.trials:
        assert trial.state == expected[trial.params["learning_rate"]]
        if trial.state == STATE.FAIL:
            assert trial.user_attrs["cv_fold_metrics"] == [None]


def test_models_of_other_trials_are_deleted_when_only_the_best_is_kept(
    sweep_arguments: Arguments,
) -> None:
    arguments = sweep_arguments(checkpoint={"save_only_best": True})
    study = run_local_hpo_sweep(**arguments, k_folds=2)
    for trial in study.trials:
        folder = Path(trial.user_attrs["directory"])
        kept = sorted(path.parent.name for path in folder.glob("*/checkpoint"))
        assert kept == (["fold_0", "fold_1"] if trial.number == study.best_trial.number else [])
        assert len(list(folder.glob("*/run.json"))) == 2


def test_an_objective_can_be_used_with_a_study_of_ones_own(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    arguments = sweep_arguments()
    arguments["output_base_dir"] = arguments.pop("output_dir")
    objective, cleanup = create_local_hpo_objective(
        **arguments, objective_metric="macro-f1", k_folds=2, run_id="mine"
    )
    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=1)
    cleanup()
    assert 0 <= study.best_value <= 1
    assert (tmp_path / "sweep" / "trial_0_mine" / "fold_1" / "checkpoint").is_dir()


def test_what_an_earlier_sweep_left_is_never_overwritten(sweep_arguments: Arguments) -> None:
    arguments = sweep_arguments()
    arguments["output_base_dir"] = arguments.pop("output_dir")
    objective, _ = create_local_hpo_objective(**arguments, objective_metric="loss")
    objective(optuna.create_study().ask())
    with pytest.raises(TrialExecutionError, match=r"trial_0 cannot be made: File exists"):
        objective(optuna.create_study().ask())


def test_a_metric_that_does_not_exist_ends_the_sweep_with_the_names_of_those_that_do(
    sweep_arguments: Arguments,
) -> None:
    arguments = sweep_arguments(objective={"metric": "accuracy"})
    with pytest.raises(ConfigError, match=r"`objective.metric`: .*`accuracy`.*macro-f1"):
        run_local_hpo_sweep(**arguments)


def test_nothing_is_written_when_something_is_wrong(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    stored = {"enabled": True}
    wrong: list[dict[str, Any]] = [
        sweep_arguments(checkpoint=stored, search_space={"dropout": {"type": "uniform"}}),
        sweep_arguments(checkpoint=stored) | {"train_config": {"training": {"epochs": 0}}},
        sweep_arguments(checkpoint=stored) | {"dataset_path": str(tmp_path / "none.jsonl")},
        sweep_arguments(checkpoint=stored) | {"k_folds": 13},
        sweep_arguments(checkpoint={"auto_resum": False}),
    ]
    for arguments in wrong:
        with pytest.raises(UserError):
            run_local_hpo_sweep(**arguments)
    assert not (tmp_path / "sweep").exists()


def test_documents_that_cannot_be_used_are_refused_before_the_first_trial(
    sweep_arguments: Arguments, dataset_file: Path, tmp_path: Path
) -> None:
    dataset_file.write_text('{"text": "Anna", "annotations": [[0, 9, "PER"]]}\n' * 4)
    with pytest.raises(DataError, match=r"documents\.jsonl:1: span .* is outside"):
        run_local_hpo_sweep(**sweep_arguments(), k_folds=2)
    assert not (tmp_path / "sweep").exists()


def test_a_study_that_is_not_there_is_restored_before_it_is_opened(
    sweep_arguments: Arguments, tmp_path: Path
) -> None:
    arguments = sweep_arguments(checkpoint={"enabled": True}, sampling={"max_trials": 1})
    run_local_hpo_sweep(**arguments)
    kept = tmp_path / "copy.db"
    (tmp_path / "sweep" / "hpo_bilstm" / "study.db").rename(kept)

    def restore(path: Path) -> bool:
        path.parent.mkdir(exist_ok=True)
        kept.rename(path)
        return True

    study = run_local_hpo_sweep(**arguments, restore_from_drive=restore)
    assert len(study.trials) == 1
