from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def record(directory: Path, kind: str, status: str, model: bool = False, **values: object) -> Path:
    """Write a run as far as it can be known from its record."""
    directory.mkdir(parents=True)
    content = {"id": directory.name, "kind": kind, "status": status, **values}
    (directory / "run.json").write_text(json.dumps(content), encoding="utf-8")
    if model:
        (directory / "checkpoint").mkdir()
    return directory


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    found = record(tmp_path / "runs" / "demo", "sweep", "completed")
    trial = record(found / "trial-0000", "trial", "pruned")
    record(trial / "fold-0", "fold", "completed")
    record(trial / "fold-1", "fold", "pruned")
    return found


@pytest.mark.parametrize("command", [["evaluate"], ["predict", "--json"]])
def test_a_sweep_is_named_as_one_with_what_to_pass(
    cli: Cli, sweep: Path, command: list[str]
) -> None:
    words = ["some text"] if command[0] == "predict" else []
    told = cli(*command, sweep, *words)
    assert told.code == 2
    assert "this is a sweep, which has no model" in told.err
    assert f"`training hpo refit {sweep}`" in told.err


def test_the_refitted_winner_of_a_sweep_is_named(cli: Cli, sweep: Path) -> None:
    refit = record(sweep / "refit", "refit", "completed", model=True)
    assert f"Its refitted winner is {refit}: pass that" in cli("evaluate", sweep).err


def test_a_pruned_fold_is_named_as_one(cli: Cli, sweep: Path) -> None:
    told = cli("predict", sweep / "trial-0000" / "fold-1", "some text")
    assert told.code == 2
    assert "its status is `pruned`: the sweep ended it early" in told.err
    assert f"`training hpo refit {sweep}`" in told.err


def test_a_fold_whose_model_was_not_kept_says_so(cli: Cli, sweep: Path) -> None:
    told = cli("evaluate", sweep / "trial-0000" / "fold-0")
    assert "keeps the models of its best trials only" in told.err


def test_a_trial_names_a_fold_with_a_model(cli: Cli, sweep: Path) -> None:
    fold = record(sweep / "trial-0001" / "fold-0", "fold", "completed", model=True)
    record(sweep / "trial-0001" / "x", "fold", "pruned")
    (fold.parent / "run.json").write_text(json.dumps({"id": "t", "kind": "trial", "status": "x"}))
    told = cli("evaluate", fold.parent)
    assert "this is a trial of a sweep" in told.err
    assert f"pass {fold}" in told.err


@pytest.mark.parametrize("status", ["interrupted", "failed", "running"])
def test_an_unfinished_run_names_the_way_to_finish_it_and_a_finished_one(
    cli: Cli, tmp_path: Path, status: str
) -> None:
    done = record(tmp_path / "done", "train", "completed", model=True)
    open_end = record(tmp_path / "open", "train", status)
    told = cli("predict", open_end, "some text", "--runs", tmp_path)
    assert told.code == 2
    assert f"training train --resume {open_end}" in told.err
    assert f"newest run with a model is {done}" in told.err


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("runs/demo-20260102-030405-ab13", "Did you mean `demo-20260102-030405-ab12`?"),
        ("latst", "Did you mean `latest`?"),
        ("runs", "but a folder of runs; pass one of them, such as runs/demo-"),
        ("runs/demo-20260102-030405-ab12/checkpoint", "but the exported model of runs/demo-"),
        ("notes.txt", "but a file"),
        ("other", "but another folder"),
    ],
)
def test_what_is_no_run_is_reported_for_what_it_is(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    record(Path("runs/demo-20260102-030405-ab12"), "train", "completed", model=True)
    Path("notes.txt").write_text("some text")
    Path("other").mkdir()
    told = cli("runs", "show", reference)
    assert told.code == 2
    assert words in told.err


@pytest.mark.parametrize(
    "command", [["train", "--resume"], ["evaluate"], ["jobs", "submit", "--resume"]]
)
def test_a_plugin_of_the_run_that_is_not_installed_is_named_with_its_distribution(
    cli: Cli, tmp_path: Path, command: list[str]
) -> None:
    plugins = {"environment": {"plugins": {"training-winged": "1.2"}}}
    run = record(tmp_path / "run", "train", "interrupted", model=True, **plugins)
    (run / "config.yaml").write_text("model:\n  backbone: winged\n")
    told = cli(*command, run)
    assert told.code == 2
    assert "the unknown 'winged'" in told.err
    assert 'pip install "training-winged==1.2"' in told.err


def test_a_folder_that_cannot_be_written_names_the_option_for_another(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "runs").write_text("no folder")
    told = cli("train", "--set=training.threads=1", "--output", tmp_path / "runs")
    assert told.code == 2
    assert "(`--output`)" in told.err
