"""Arguments that no file or terminal can hold end in one paragraph that names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

LONG = "a" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--output", "caf\udce9"],
        ["train", "--set", "name=\udcff"],
        ["train", "--data", "\udcff.jsonl"],
        ["predict", "latest", "half a character: \ud83d"],
        ["config", "show", "a\0b"],
    ],
)
def test_an_argument_that_is_not_text_is_refused_with_its_number(
    cli: Cli, arguments: list[str]
) -> None:
    told = cli(*arguments)
    number = len(arguments)
    assert told.code == 2
    assert f"argument {number}, `" in told.err
    told.err.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--output", LONG],
        ["train", "--data", f"{LONG}.jsonl"],
        ["train", "--data", "ab/" * 2000],
        ["train", "--into", LONG],
        ["train", "--resume", LONG],
        ["train", LONG],
        ["train", "--config", LONG],
        ["train", "--set", f"name={LONG}"],
        ["train", "--set", "model.backbone=pretrained", "--set", f"model.name={LONG}"],
        ["config", "show", LONG],
        ["evaluate", LONG],
        ["predict", LONG, "text"],
        ["runs", "list", "--runs", LONG],
        ["runs", "show", LONG],
        ["data", "check", LONG],
        ["doctor", LONG],
        ["lineage", "show", LONG],
        ["hpo", "run", LONG],
        ["hpo", "run", "--output", LONG, "--trials", "1"],
        ["hpo", "status", LONG],
    ],
)
def test_a_name_that_is_too_long_for_a_file_is_no_traceback(
    cli: Cli, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = cli(*arguments)
    assert told.code == 2
    assert told.err


@pytest.mark.parametrize("name", ["a\x85b", "a\x80b", "a\u2028b", "caf\u00e9 #1: {x}"])
def test_data_and_output_are_paths_whatever_is_in_their_names(
    cli: Cli, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record = '{"text": "Anna sings", "annotations": [[0, 4, "PER"]]}\n'
    Path(f"{name}.jsonl").write_text(record * 4, encoding="utf-8")
    small = ("model.hidden_size=4", "model.embedding_size=4", "model.rows=16", "training.epochs=1")
    settings = [word for value in small for word in ("--set", value)]
    told = cli("train", "--data", f"{name}.jsonl", "--output", name, *settings)
    assert told.code == 0, told.err
    (run,) = Path(name).glob("*/run.json")
    again = cli("evaluate", str(run.parent), "--split", "train")
    assert again.code == 0, again.err


def test_set_with_a_space_in_place_of_the_equals_sign_is_explained(cli: Cli) -> None:
    told = cli("train", "--set", "training.epochs", "3")
    assert told.code == 2
    assert "`--set training.epochs=3`" in " ".join(told.err.split())


def test_a_sweep_file_and_an_experiment_file_say_which_command_takes_them(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sweep.yaml").write_text("search_space: {training.epochs: [1, 2]}\n")
    (tmp_path / "experiment.yaml").write_text("training: {epochs: 1}\n")
    assert "`training hpo run sweep.yaml`" in " ".join(cli("train", "sweep.yaml").err.split())
    assert "`training train experiment.yaml`" in " ".join(
        cli("hpo", "run", "experiment.yaml").err.split()
    )
