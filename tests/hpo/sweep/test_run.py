from __future__ import annotations

import json
import math
import statistics
from pathlib import Path
from typing import Any

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan, settings
from training.core import load_fold_splits
from training.core.trainer.observers.observer import Observer
from training.errors import ConfigError, UserError
from training.hpo.exceptions import StudyLoadError, TrialExecutionError
from training.hpo.sweep.callbacks import SweepCallback, SweepEnd, TrialEnd
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.run import resume_sweep, start_sweep
from training.hpo.sweep.trials.fold_jobs import fold_seed
from training.hpo.workers.fold_job import FoldResult
from training.hpo.workers.fold_observer import FoldObserver

STATE = optuna.trial.TrialState
GOLDEN = 2_538_358_289
"""SHA-256 of `42/3/1`, first four bytes."""


class Recorder(SweepCallback):
    """Keeps what happened."""

    def __init__(self) -> None:
        self.ended: list[TrialEnd] = []
        self.folds: list[FoldResult] = []
        self.end: SweepEnd | None = None

    def on_fold_end(self, result: FoldResult) -> None:
        self.folds.append(result)

    def on_trial_end(self, trial: TrialEnd) -> None:
        self.ended.append(trial)

    def on_end(self, end: SweepEnd) -> None:
        self.end = end


class CutOff(SweepCallback):
    """Interrupts the sweep, as Ctrl-C does, after some folds."""

    def __init__(self, folds: int) -> None:
        self._left = folds

    def on_fold_end(self, result: FoldResult) -> None:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


def outcome(study: optuna.Study) -> list[tuple[int, dict[str, Any], float | None, Any]]:
    return [
        (trial.number, trial.params, trial.value, trial.user_attrs.get("cv_fold_metrics"))
        for trial in study.trials
    ]


def record_of(folder: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return record


def test_a_sweep_leaves_records_from_which_its_whole_story_can_be_read(plan: Plan) -> None:
    planned = plan()
    study = start_sweep(planned).study
    folder = planned.plan.directory
    assert record_of(folder)["kind"] == "sweep"
    assert record_of(folder)["status"] == "completed"
    assert record_of(folder)["best_trial"] == study.best_trial.number
    assert len(load_fold_splits(folder / "fold_splits.json")[0]) == 2
    for trial in study.trials:
        directory = Path(trial.user_attrs["directory"])
        record = record_of(directory)
        assert (record["kind"], record["status"]) == ("trial", "completed")
        assert record["details"] == {"number": trial.number, "params": trial.params}
        assert [parent["kind"] for parent in record["parents"]] == ["sweep"]
        values = []
        for fold in range(2):
            fold_record = record_of(directory / f"fold-{fold}")
            assert fold_record["kind"] == "fold"
            assert [one["kind"] for one in fold_record["parents"]] == ["trial", "sweep"]
            assert fold_record["seed"] == fold_seed(42, trial.number, fold)
            values.append(fold_record["metrics"]["validation"]["loss"])
        assert record["fold_values"] == trial.user_attrs["cv_fold_metrics"] == values
        assert record["value"] == trial.value == statistics.fmean(values)


def test_data_is_encoded_once_for_all_trials_and_folds(plan: Plan) -> None:
    space = {"model.hidden_size": {"type": "choice", "values": [4, 6, 8]}}
    planned = plan(search_space=space, folds=3, trials=3)
    start_sweep(planned)
    encoded = list((planned.plan.directory / ".cache").glob("*/manifest.json"))
    assert len(encoded) == 1


def test_a_sweep_that_is_interrupted_anywhere_ends_as_if_it_had_not_been(
    plan: Plan, tmp_path: Path
) -> None:
    whole = start_sweep(plan(sampler="tpe", trials=3)).study
    for folds in (1, 2, 3):
        planned = plan(sampler="tpe", trials=3, directory=tmp_path / f"cut-{folds}")
        with pytest.raises(KeyboardInterrupt):
            start_sweep(planned, [CutOff(folds)])
        assert record_of(planned.plan.directory)["status"] == "interrupted"
        resumed = resume_sweep(reopen(planned.plan.directory, {}))
        assert outcome(resumed.study) == outcome(whole)
        assert {trial.state for trial in resumed.study.trials} == {STATE.COMPLETE}


def test_an_interrupted_trial_waits_and_is_not_left_running(plan: Plan) -> None:
    planned = plan()
    with pytest.raises(KeyboardInterrupt):
        start_sweep(planned, [CutOff(1)])
    url = f"sqlite:///{planned.plan.directory / 'study.db'}"
    states = [trial.state for trial in optuna.load_study(study_name="tiny", storage=url).trials]
    assert states == [STATE.WAITING]


def test_finished_folds_are_not_trained_again(plan: Plan) -> None:
    planned = plan(trials=1)
    with pytest.raises(KeyboardInterrupt):
        start_sweep(planned, [CutOff(1)])
    recorder = Recorder()
    resume_sweep(reopen(planned.plan.directory, {}), [recorder])
    assert [result.fold for result in recorder.folds] == [1]


def test_a_resumed_sweep_can_have_more_trials(plan: Plan) -> None:
    planned = plan(trials=1)
    start_sweep(planned)
    assert len(resume_sweep(reopen(planned.plan.directory, {"trials": 3})).study.trials) == 3


def test_a_trial_is_reproducible_alone(plan: Plan, tmp_path: Path) -> None:
    study = start_sweep(plan(trials=3)).study
    space = {"training.learning_rate": {"type": "choice", "values": [1e-3, 1e-2]}}
    other = start_sweep(plan(trials=1, directory=tmp_path / "other", search_space=space)).study
    assert other.trials[0].params != study.trials[0].params
    assert len({fold_seed(42, trial, fold) for trial in range(50) for fold in range(5)}) == 250
    assert fold_seed(42, 3, 1) == GOLDEN


def test_a_trial_without_a_finite_objective_fails_and_the_sweep_continues(plan: Plan) -> None:
    rates = {"training.learning_rate": {"type": "choice", "values": [1e36, 1e-3]}}
    study = start_sweep(plan(search_space=rates, trials=4, seed=1)).study
    expected = {1e36: STATE.FAIL, 1e-3: STATE.COMPLETE}
    assert {trial.params["training.learning_rate"] for trial in study.trials} == set(expected)
    for trial in study.trials:
        assert trial.state == expected[trial.params["training.learning_rate"]]
        assert ("not_finite" in trial.user_attrs) == (trial.state == STATE.FAIL)


def test_one_bad_combination_fails_its_trial_and_not_the_sweep(plan: Plan) -> None:
    space = {
        "model.hidden_size": {"type": "choice", "values": [4, 6]},
        "model.heads": {"type": "choice", "values": [2, 4]},
    }
    base = {"model": {"backbone": "transformer", "hidden_size": 4, "heads": 2, "layers": 1}}
    file = settings(Path("unused"))
    merged = {**file.config.base, **base}
    merged["data"] = plan().plan.base.data.model_dump(mode="json", include={"path"})
    study = start_sweep(plan(search_space=space, base=merged, trials=6)).study
    for trial in study.trials:
        fits = trial.params["model.hidden_size"] % trial.params["model.heads"] == 0
        assert trial.state == (STATE.COMPLETE if fits else STATE.FAIL)
        if not fits:
            assert "does not divide" in trial.user_attrs["reason"]


def test_a_sweep_in_which_no_trial_can_be_trained_ends_with_the_reason(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Observer, evaluation: object) -> None:
        raise ConfigError("no trial is good enough")

    monkeypatch.setattr(FoldObserver, "on_evaluation", refuse)
    with pytest.raises(TrialExecutionError, match=r"trial 2 with .*no trial is good enough"):
        start_sweep(plan(trials=9))


def test_a_bug_keeps_its_traceback(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(self: Observer, evaluation: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(FoldObserver, "on_evaluation", break_down)
    with pytest.raises(RuntimeError, match=r"(?s)ZeroDivisionError: a bug.*in break_down"):
        start_sweep(plan(trials=1))


def test_hopeless_trials_are_pruned_between_folds(plan: Plan) -> None:
    rates = {"training.learning_rate": {"type": "choice", "values": [1e-6, 3e-2]}}
    pruning = {"n_startup_trials": 2, "risk": 0.1}
    planned = plan(search_space=rates, trials=8, folds=3, fold_pruning=pruning, seed=3)
    recorder = Recorder()
    best = start_sweep(planned, [recorder]).study.best_trial
    pruned = [trial for trial in recorder.ended if trial.state == "pruned"]
    assert pruned
    for trial in pruned:
        assert len(trial.fold_values) < 3
        assert trial.reason
        assert trial.fold_values[0] > best.user_attrs["cv_fold_metrics"][0]


def test_the_pruner_ends_a_trial_within_a_fold(plan: Plan) -> None:
    planned = plan(pruner={"name": "threshold", "upper": 1e-9}, trials=1, folds=3)
    recorder = Recorder()
    start_sweep(planned, [recorder])
    assert [trial.state for trial in recorder.ended] == ["pruned"]
    assert [result.outcome for result in recorder.folds] == ["pruned"]
    fold = Path(recorder.folds[0].directory)
    assert record_of(fold)["status"] == "pruned"
    lines = (fold / "metrics.jsonl").read_text().splitlines()
    assert sum('"validation"' in line for line in lines) == 1


def test_the_disk_stays_flat_when_only_the_best_is_kept(plan: Plan) -> None:
    sizes: list[int] = []

    class Counting(SweepCallback):
        def on_trial_end(self, trial: TrialEnd) -> None:
            sizes.append(len(list(planned.plan.directory.rglob("model.safetensors"))))

    planned = plan(trials=4)
    study = start_sweep(planned, [Counting()]).study
    assert sizes == [2, 2, 2, 2]
    kept = {path.parent.parent.parent.name for path in planned.plan.directory.rglob("model.safet*")}
    assert kept == {f"trial-{study.best_trial.number:04d}"}
    assert not list(planned.plan.directory.glob("trial-*/fold-*/checkpoints"))


def test_models_are_kept_when_asked_for(plan: Plan) -> None:
    planned = plan(save_only_best=False)
    start_sweep(planned)
    assert len(list(planned.plan.directory.glob("trial-*/fold-*/checkpoint"))) == 4


def test_no_trial_begins_after_the_time_is_over(plan: Plan) -> None:
    result = start_sweep(plan(timeout_minutes=1e-9))
    assert not result.study.trials
    assert result.run is not None
    assert result.run.record["status"] == "interrupted"


def test_without_folds_a_trial_is_one_run(plan: Plan) -> None:
    planned = plan(folds=None)
    study = start_sweep(planned).study
    for trial in study.trials:
        record = record_of(Path(trial.user_attrs["directory"]))
        assert (record["kind"], record["status"]) == ("trial", "completed")
        assert record["metrics"]["validation"]["loss"] == trial.value


def test_a_seed_that_is_searched_is_the_trials_own(plan: Plan) -> None:
    space = {"seed": {"type": "choice", "values": [11, 12]}}
    planned = plan(search_space=space, trials=1)
    (trial,) = start_sweep(planned).study.trials
    for fold in range(2):
        folder = Path(trial.user_attrs["directory"]) / f"fold-{fold}"
        assert record_of(folder)["seed"] == trial.params["seed"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 43}, "sweep_seed was 42 and is 43"),
        ({"folds.number": 3}, "k_folds was 2 and is 3|made with k=2"),
    ],
)
def test_a_study_whose_settings_changed_is_not_gone_on_with(
    plan: Plan, change: dict[str, Any], words: str
) -> None:
    planned = plan(trials=1, folds={"number": 2, "seed": 1})
    start_sweep(planned)
    with pytest.raises(UserError, match=words):
        resume_sweep(reopen(planned.plan.directory, change))


def test_a_study_whose_space_changed_says_what_changed_and_the_ways_on(plan: Plan) -> None:
    planned = plan(trials=1)
    start_sweep(planned)
    text = (planned.plan.directory / "sweep.yaml").read_text()
    (planned.plan.directory / "sweep.yaml").write_text(text.replace("max: 0.1", "max: 0.5"))
    with pytest.raises(
        StudyLoadError,
        match=r"search_space\.training\.learning_rate was .*0\.1.* and is .*0\.5.*another `name`",
    ):
        resume_sweep(reopen(planned.plan.directory, {}))
    assert math.isfinite(
        optuna.load_study(
            study_name="tiny", storage=f"sqlite:///{planned.plan.directory / 'study.db'}"
        ).best_value
    )
