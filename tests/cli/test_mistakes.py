from __future__ import annotations

import json
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import TINY, Cli
from training.config.layers.config_file import read_plain
from training.core.runs.directory import create_run

GOOD = {"text": "Ana Ruiz", "annotations": [[0, 3, "NAME"]]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set=data.reader=jsonl"], "`jsonl` reads files, and no file was given"),
        (["--set=data.reader=folder"], "`folder` reads files, and no file was given"),
        (["--set=logging.trackers=[jsonlx]"], "Did you mean `jsonl`?"),
        (["--set=training.metric=recal"], "Did you mean `recall`?"),
        (["--set=distributed.launcher=locale"], "Did you mean `local`?"),
        (
            ["--set=training.precision=fp16", "--set=training.device=cpu"],
            "training.precision: `fp16` is not for the device `cpu`",
        ),
    ],
)
def test_a_mistake_is_reported_before_anything_is_written(
    cli: Cli, tmp_path: Path, arguments: list[str], words: str
) -> None:
    told = cli("train", *TINY, *arguments, "--output", tmp_path / "runs")
    assert told.code == 2
    assert words in told.err
    assert not list(tmp_path.glob("runs/*/run.json"))


def test_a_wrong_choice_is_reported_with_the_right_ones_and_nothing_else(cli: Cli) -> None:
    told = cli("migrate", "check", "--output", "sarfi", ".")
    assert told.code == 2
    assert "--output sarfi: expected one of text, json, " in told.err


def test_a_value_without_its_option_shows_how_to_set_it(cli: Cli) -> None:
    told = cli("train", "training.epochs=3")
    assert told.code == 2
    assert "`training.epochs=3` does not exist. One value is set with `--set " in told.err


def test_the_demo_takes_no_path(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(json.dumps(GOOD))
    told = cli("train", "--set=data.reader=demo", "--data", tmp_path / "own.jsonl")
    assert told.code == 2
    assert "the reader `demo` takes no path" in told.err


def test_a_missing_path_is_reported_by_validate_with_its_place_and_the_nearest_name(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "invoices.jsonl").write_text(json.dumps(GOOD))
    (tmp_path / "experiment.yaml").write_text("data:\n  path: invoice.jsonl\n")
    told = cli("config", "validate", tmp_path / "experiment.yaml")
    assert told.code == 2
    assert "experiment.yaml:2" in told.err
    assert "Did you mean `invoices.jsonl`?" in told.err


def test_a_span_of_white_space_is_refused_with_its_place(cli: Cli, tmp_path: Path) -> None:
    bad = {"text": "Ana   Ruiz", "annotations": [[3, 6, "NAME"]]}
    (tmp_path / "own.jsonl").write_text("\n".join([json.dumps(GOOD)] * 9 + [json.dumps(bad)]))
    told = cli("train", *TINY, "--data", tmp_path / "own.jsonl", "--output", tmp_path / "runs")
    assert told.code == 2
    assert "own.jsonl:10" in told.err
    assert "white space" in told.err


def test_unknown_keys_of_other_sections_are_reported_beside_an_unknown_backbone(cli: Cli) -> None:
    told = cli("config", "validate", "--set=model.backbone=bilstmx", "--set=training.epohcs=3")
    assert told.code == 2
    assert "bilstmx" in told.err
    assert "epohcs" in told.err


def test_a_record_that_is_no_record_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("[]")
    told = cli("predict", tmp_path / "run", "some text")
    assert told.code == 2
    assert "run.json" in told.err


def test_exported_weights_can_be_read_by_whom_the_other_files_can(cli: Cli, tmp_path: Path) -> None:
    assert cli("train", *TINY, "--output", tmp_path).code == 0
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*/checkpoint/*")}
    assert len(modes) == 1


def test_resuming_is_offered_after_a_stop_and_not_after_a_fault(cli: Cli, tmp_path: Path) -> None:
    told = cli(
        "train",
        *TINY,
        "--set=training.learning_rate=1e36",
        "--set=training.max_grad_norm=0",
        "--output",
        tmp_path,
    )
    assert told.code == 2
    assert "diverged" in told.err
    assert "--resume" not in told.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--set", "model.backbone=transformers"],
            "--set model.backbone=transformers: `model.name` is required (`model.backbone` is "
            "pretrained)",
        ),
        (["--set", "lr=0.1"], "Did you mean `training.learning_rate`?"),
        (["--set", "epochs=3"], "Did you mean `training.epochs`?"),
        (["--set", "model.batch-size=3"], "Did you mean `training.batch_size`?"),
        (["--set", "learning_rat=3"], "Did you mean `training.learning_rate`?"),
        (["--set", "name=a b"], "must be text of at most 150 letters, digits,"),
        (
            ["--set", "task=text-classification"],
            "Did you mean `task.name=text-classification`?",
        ),
        (["--set", "training.device=gpu"], "one of `auto`, `cpu`, `mps`, `cuda`, `cuda:0`"),
        (["--resume", "x", "--set", "training.epochs=3"], "training.checkpoint.source_path="),
    ],
)
def test_a_value_in_the_wrong_place_names_the_right_one(
    cli: Cli, words: list[str], told: str
) -> None:
    shown = cli("train", *words)
    assert shown.code == 2
    assert told in " ".join(shown.err.split())


@pytest.mark.parametrize("command", [("train",), ("config", "show"), ("final", "run")])
@pytest.mark.parametrize("name", ["", "run.json"])
def test_a_run_given_as_the_experiment_is_named_as_one(
    cli: Cli, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    run = create_run(tmp_path, "run", "").directory
    shown = cli(*command, run / name)
    assert shown.code == 2
    told = " ".join(shown.err.split())
    assert f"{run / name}: this is a run, and a configuration file (YAML) is needed here." in told
    assert f"`training train --resume {run}` resumes it" in told


@pytest.mark.parametrize(
    "command", [("train",), ("config", "show"), ("hpo", "run"), ("final", "run")]
)
@pytest.mark.parametrize("name", ["own.jsonl", "own.csv", "own.parquet", "folder"])
def test_data_given_as_the_experiment_names_the_option(
    cli: Cli, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    path = tmp_path / name
    if path.suffix:
        path.write_text(json.dumps(GOOD))
    else:
        path.mkdir()
        (path / "train.jsonl").write_text(json.dumps(GOOD))
    shown = cli(*command, path)
    assert shown.code == 2
    told = " ".join(shown.err.split())
    assert f"{path}: this is data, and a configuration file (YAML) is needed here." in told
    assert f"`--data {path}`" in told


def test_another_name_of_a_split_is_reported_ours(cli: Cli, trained: SimpleNamespace) -> None:
    assert "Did you mean `validation`?" in cli("evaluate", trained.run, "--split", "dev").err


def test_the_mean_of_the_folds_of_a_study_is_not_taken_for_a_score_of_the_run(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    best = {
        "config": read_plain(trained.run / "config.yaml"),
        "parents": [{"kind": "trial", "id": "sweep/trial-0003"}],
        "metric": "f1",
        "value": 0.5,
        "folds": [0.4, 0.6],
        "trial": 3,
    }
    (tmp_path / "best.json").write_text(json.dumps(best))
    shown = cli("final", "run", "--from-study", tmp_path / "best.json", "-o", tmp_path / "runs")
    assert shown.code == 0, shown.err
    assert "from    trial sweep/trial-0003: trial 3, mean f1 of its folds 0.5000" in shown.out


@pytest.mark.parametrize(
    "words",
    [
        ["runs", "list"],
        ["jobs", "status"],
        ["tracker", "status"],
        ["tracker", "sync", "--all"],
    ],
)
def test_a_folder_of_runs_that_is_not_there_is_not_taken_for_an_empty_one(
    cli: Cli, tmp_path: Path, words: list[str]
) -> None:
    told = cli(*words, "--runs", tmp_path / "nosuch")
    assert told.code == 2
    assert "nosuch: there is no such folder of runs. Name one with --runs" in told.err


@pytest.mark.parametrize("command", [["runs", "report"], ["lineage", "show"]])
def test_a_file_that_cannot_be_written_is_reported_with_the_way_out(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "x.html").mkdir()
    told = cli(*command, trained.run, "--output", tmp_path / "x.html")
    assert told.code == 2
    assert "Name a file in a folder that can be written" in told.err


def test_no_job_is_reported_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    told = cli("jobs", "status", "--runs", tmp_path)
    assert told.code == 0
    assert "Start one with `training jobs submit`" in told.out


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("sweep", "this is a sweep, which `training hpo resume {} continues with"),
        ("trial", "this is the trial of a sweep, which `training hpo resume SWEEP` continues with"),
        ("refit", "this is the refit of a sweep, which `training hpo resume SWEEP` continues with"),
    ],
)
@pytest.mark.parametrize("command", [["train"], ["jobs", "submit"]])
def test_what_belongs_to_a_sweep_is_gone_on_with_by_its_own_command(
    cli: Cli, tmp_path: Path, command: list[str], kind: str, told: str
) -> None:
    run = create_run(tmp_path, "run", "")
    run.update(kind=kind, status="completed")
    shown = cli(*command, "--resume", run.directory)
    assert shown.code == 2
    assert told.format(f"{run.directory}`") in " ".join(shown.err.split())


def test_a_report_is_written_to_no_file_of_another_kind(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    told = cli("runs", "report", trained.run, "--output", tmp_path / "x.pdf")
    assert told.code == 2
    assert "choose the ending .html" in told.err
