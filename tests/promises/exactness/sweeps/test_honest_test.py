"""From sweep to evaluation, the records of the test are the same and nobody learns from them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.hpo.finished_sweeps import NAMES, SWEEP, TINY, Cli
from training.core.data.read import read_records
from training.core.runs.same_spec import run_config_of
from training.core.splits.divide import divide_records
from training.core.tasks.build import build_task
from training.errors import DataError
from training.hpo.selection.best_files import write_best
from training.hpo.selection.refit import refit_winner
from training.hpo.selection.stored_sweep import open_sweep
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.file import read_sweep_file
from training.hpo.sweep.plan import plan_sweep
from training.hpo.sweep.run import start_sweep
from training.hpo.workers.fold_runner import FoldRunner

ONE_TRIAL = SWEEP.replace("trials: 3", "trials: 1").replace("folds: 3", "folds: 2")


def write_people(path: Path, count: int = 30) -> None:
    names = [NAMES[number % len(NAMES)] for number in range(count)]
    people = [
        {"text": f"{name} sings song {number}", "annotations": [[0, 4, "PER"]]}
        for number, name in enumerate(names)
    ]
    path.write_text(json.dumps(people), encoding="utf-8")


def swept_in(root: Path, *changes: str) -> Path:
    write_people(root / "people.json")
    (root / "sweep.yaml").write_text(ONE_TRIAL)
    shared = [*TINY, f"data.path={root}/people.json", f"output_dir={root}/runs", *changes]
    planned = plan_sweep(read_sweep_file(root / "sweep.yaml"), overrides=shared)
    return start_sweep(planned).plan.directory


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data that has no test split, and a finished sweep; not to be changed."""
    root = tmp_path_factory.mktemp("honest")
    swept_in(root)
    return root


@pytest.fixture
def project(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with the same data at the same place until a test changes it."""
    shutil.copytree(whole / "runs", tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def changed_data(whole: Path) -> Any:
    """More records in the data while the test runs."""
    write_people(whole / "people.json", 45)
    yield
    write_people(whole / "people.json")


def record_of(directory: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((directory / "run.json").read_text())
    return record


def sweep_of(project: Path) -> Path:
    (sweep,) = (project / "runs").glob("people-*")
    return sweep


def texts(directory: Path) -> dict[str, set[str]]:
    """Return what a run with the configuration of a directory trains, validates and tests on."""
    config = run_config_of(directory)
    divided = divide_records(config, build_task(config), read_records(config.data)).records
    names = ("train", "validation", "test")
    return {name: {one.values["text"] for one in divided.split(name)} for name in names}


def test_folds_refit_final_training_and_evaluation_hold_the_same_records_back(
    project: Path, cli: Cli
) -> None:
    sweep = sweep_of(project)
    aside = record_of(sweep)["test_records"]
    assert (aside["number"], aside["origin"]) == (3, "held out")
    tested = texts(sweep)["test"]
    fold = record_of(sweep / "trial-0000" / "fold-0")
    assert fold["data"]["train"] + fold["data"]["validation"] == 27

    opened = open_sweep(sweep)
    refit = refit_winner(opened).run
    write_best(opened)
    assert record_of(refit.directory)["details"]["test_records"] == aside
    assert record_of(refit.directory)["data"]["train"] == 27

    final = ["final", "run", "--from-study", sweep, "--set", "training.epochs=1"]
    done = cli(*final, "--seed", "99", "--json")
    assert done.code == 0, done.err
    outcome = json.loads(done.out)
    assert outcome["honest_test"] is True
    assert record_of(Path(outcome["run"]))["details"]["test_records"] == aside
    found = texts(Path(outcome["run"]))
    assert found["test"] == tested
    assert not tested & (found["train"] | found["validation"])

    for run, metrics in (
        (refit.directory, record_of(refit.directory)["metrics"]["test"]),
        (Path(outcome["run"]), outcome["test"]),
    ):
        again = json.loads(cli("evaluate", run, "--json").out)
        assert (again["split"], again["samples"]) == ("test", 3)
        assert again["metrics"]["loss"] == pytest.approx(metrics["loss"])


def test_other_records_than_those_set_aside_are_refused(
    whole: Path, project: Path, cli: Cli, changed_data: None
) -> None:
    sweep = sweep_of(project)
    write_best(open_sweep(sweep))
    with pytest.raises(DataError, match="set 3 records aside for the test"):
        refit_winner(open_sweep(sweep))
    done = cli("final", "run", "--from-study", sweep)
    assert (done.code, "the data has changed since the study" in done.err) == (2, True)
    done = cli("final", "run", "--from-study", sweep, "--data", whole / "people.json")
    assert (done.code, "set 3 records aside for the test" in done.err) == (2, True)
    assert "Traceback" not in done.err
    with pytest.raises(DataError):
        reopen(sweep, {})


def test_another_share_or_seed_of_the_test_is_refused_and_none_is_not_honest(
    project: Path, cli: Cli
) -> None:
    sweep = sweep_of(project)
    write_best(open_sweep(sweep))
    for change in ("data.test_fraction=0.3", "data.test_seed=5"):
        done = cli("final", "run", "--from-study", sweep, "--set", change)
        assert (done.code, "the score would not be" in done.err) == (2, True)
    without = ["--set", "data.test_fraction=0", "--set", "training.epochs=1"]
    done = cli("final", "run", "--from-study", sweep, *without)
    assert done.code == 0, done.err
    assert "no honest test score" in done.out
    (final,) = (project / "runs").glob("*-final-*")
    assert record_of(final)["details"]["honest_test"] is False
    assert "no honest test score" in (final / "report.html").read_text()


def test_a_worker_refuses_data_that_has_changed_since(whole: Path, changed_data: None) -> None:
    plan = plan_sweep(
        read_sweep_file(whole / "sweep.yaml"),
        overrides=[*TINY, f"data.path={whole}/people.json"],
        directory=whole / "new",
    ).plan
    setup = plan.worker_setup(threads=None)
    write_people(whole / "people.json", 60)
    with pytest.raises(DataError, match="changed since the sweep set its test split aside"):
        _ = FoldRunner(setup).data.records


def test_a_study_that_set_nothing_aside_has_no_honest_test_score_and_says_so(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_people(tmp_path / "people.json")
    (tmp_path / "sweep.yaml").write_text(ONE_TRIAL.replace("refit: false", "refit: true"))
    sets = [part for one in (*TINY, "data.test_fraction=0") for part in ("--set", one)]
    done = cli("hpo", "run", "sweep.yaml", "--data", "people.json", *sets)
    assert done.code == 0, done.err
    assert done.out.count("no honest test score") == 2
    sweep = sweep_of(tmp_path)
    assert "no honest test score" in (sweep / "report.html").read_text()
    final = ["final", "run", "--from-study", sweep, "--set", "training.epochs=1"]
    done = cli(*final, "--set", "data.test_fraction=0.1", "--json")
    assert json.loads(done.out)["honest_test"] is False
    assert "set no records aside for the test" in json.loads(done.out)["test_why"]
    shown = cli("evaluate", json.loads(done.out)["run"])
    assert "no honest test score" in shown.out
    shutil.copy(sweep / "best.yaml", tmp_path / "alone.yaml")
    alone = cli("final", "run", "--from-study", "alone.yaml", "--set", "data.test_fraction=0.1")
    assert "does not say what it set aside" in alone.out


def test_folds_and_refits_are_not_scored_on_what_they_may_have_been_trained_on(
    project: Path, cli: Cli
) -> None:
    sweep = sweep_of(project)
    refit = refit_winner(open_sweep(sweep)).run.directory
    fold = sweep / "trial-0000" / "fold-0"
    done = cli("evaluate", fold, "--split", "validation")
    assert (done.code, "a part of the data that its sweep put together" in done.err) == (2, True)
    again = json.loads(cli("evaluate", fold, "--json").out)
    assert (again["split"], again["samples"]) == ("test", 3)
    done = cli("evaluate", refit, "--split", "train")
    assert (done.code, "put together in memory" in done.err) == (2, True)


def test_a_refit_is_not_scored_on_the_validation_split_that_it_was_trained_on(
    sweep_folder: Path, cli: Cli
) -> None:
    refit = refit_winner(open_sweep(sweep_folder)).run.directory
    done = cli("evaluate", refit, "--split", "validation")
    assert (done.code, "--data FILE" in done.err) == (2, True)
    again = json.loads(cli("evaluate", refit, "--json").out)
    assert (again["split"], again["samples"]) == ("test", 6)


def test_what_is_odd_about_the_data_is_said_once_by_a_sweep(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_people(tmp_path / "people.json")
    people = json.loads((tmp_path / "people.json").read_text())
    people[4] = {"text": "Bert-Jan sings", "annotations": [[0, 4, "ONCE"]]}
    people += people[:4] * 3
    (tmp_path / "people.json").write_text(json.dumps(people))
    (tmp_path / "sweep.yaml").write_text(ONE_TRIAL)
    sets = [part for one in TINY for part in ("--set", one)]
    done = cli("hpo", "run", "sweep.yaml", "--data", "people.json", *sets)
    assert done.code == 0, done.err
    told = " ".join((done.out + done.err).split())
    assert told.count("splits every text at signs") == 1
    assert told.count("`ONCE` (1)") == 1
    assert told.count("texts repeat an earlier one, so folds may validate on") == 1
    assert told.count("of the test split stand in the train split too") == 1
