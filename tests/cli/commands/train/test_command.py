from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from tests.cli.conftest import TINY, Cli


def test_people_see_data_model_epochs_entities_run_and_what_comes_next(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    told = cli("train", project / "experiment.yaml", *TINY, "--output", tmp_path)
    (run,) = (path.parent for path in tmp_path.glob("*/run.json"))
    assert told.code == 0
    assert "16 train, 4 validation, 6 test samples" in told.out
    assert "parameters" in told.out
    assert len(re.findall(r"^\d\d:\d\d:\d\d +\d+ +\d", told.out, re.MULTILINE)) == 2
    assert told.out.splitlines()[6].split()[1:6] == ["epoch", "seconds", "train", "loss", "f1"]
    assert "entity  precision  recall      f1  support" in told.out
    assert f"run  {run}" in told.out
    assert f"training evaluate {run}" in told.out
    assert f"training predict {run}" in told.out


def test_nothing_moves_in_a_pipe(cli: Cli, project: Path, tmp_path: Path) -> None:
    told = cli("train", project / "experiment.yaml", *TINY, "--output", tmp_path)
    assert "\x1b" not in told.out
    assert "━" not in told.out


def test_json_is_one_line_and_everything_else_goes_to_standard_error(
    trained: SimpleNamespace,
) -> None:
    assert set(trained.result) == {"run", "best_epoch", "validation", "test"}
    assert trained.result["test"]["per_entity"]
    assert "train loss" in trained.told


def test_quiet_prints_only_the_path_of_the_run(cli: Cli, project: Path, tmp_path: Path) -> None:
    told = cli("train", project / "experiment.yaml", *TINY, "--output", tmp_path, "--quiet")
    assert told.err == ""
    assert Path(told.out.strip()).parent == tmp_path
    assert (Path(told.out.strip()) / "run.json").is_file()


def test_runs_without_validation_show_their_losses(cli: Cli, project: Path, tmp_path: Path) -> None:
    fractions = ("--set=data.validation_fraction=0", "--set=data.test_fraction=0")
    told = cli("train", "--data", project / "data/train.jsonl", *TINY, *fractions, "-o", tmp_path)
    assert told.code == 0
    assert [line.split()[1] for line in told.out.splitlines()[6:9]] == ["epoch", "1", "2"]
    assert f"run  {tmp_path}" in told.out


def test_what_was_held_out_is_said(cli: Cli, project: Path, tmp_path: Path) -> None:
    told = cli("train", "--data", project / "data/train.jsonl", *TINY, "-o", tmp_path)
    assert told.code == 0
    assert "held out 2 for validation and 2 for test" in told.err


def test_bad_data_names_file_and_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "fine"}\n{"text": 3}\n')
    told = cli("train", "--data", tmp_path / "bad.jsonl", "-o", tmp_path / "runs")
    assert told.code == 2
    assert "bad.jsonl:2" in told.err
    assert not (tmp_path / "runs").exists()


def test_ctrl_c_ends_with_130_and_a_run_marked_interrupted(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "training.cli", "train", str(project / "experiment.yaml")]
    endless = ["--set=training.epochs=100000", "--set=training.early_stopping.enabled=false"]
    with subprocess.Popen(
        [*command, *TINY, *endless, "-o", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        epochs = (line.split()[1:2] for line in process.stdout)
        assert ["2"] in epochs, "the run ended before its second epoch"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    (run,) = (path.parent for path in tmp_path.glob("*/run.json"))
    assert process.returncode == 130
    assert json.loads((run / "run.json").read_text())["status"] == "interrupted"
    assert str(run) in told
    assert told.rstrip().endswith("interrupted")
    assert "Traceback" not in told
