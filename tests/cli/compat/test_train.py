from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fork_server.commands import forked_python
from training.cli.cli import parse_training_arguments

REQUIRED = ["--data-asset", "data", "--config-dir", "config", "--backbone", "bilstm"]


def parsed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, object]:
    monkeypatch.setattr(sys, "argv", ["train", *REQUIRED, *arguments])
    return vars(parse_training_arguments())


def test_what_is_not_given_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parsed(monkeypatch)
    assert found.pop("data_asset") == "data"
    assert found.pop("config_dir") == "config"
    assert found.pop("backbone") == "bilstm"
    assert set(found.values()) == {None}


def test_switches_take_true_and_false(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parsed(monkeypatch, "--use-all-data", "True", "--early-stopping-enabled", "false")
    assert found["use_all_data"] is True
    assert found["early_stopping_enabled"] is False


def test_a_switch_that_is_neither_ends_with_code_2(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(monkeypatch, "--use-all-data", "perhaps")
    assert ended.value.code == 2


def run_old(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*forked_python(), "-m", "training.cli.train", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_old_command_trains_from_a_folder_of_old_files(project: Path, tmp_path: Path) -> None:
    for name, text in {
        "train.yaml": "training: {epochs: 5, batch_size: 4, threads: 1}\n",
        "data/resume_tiny.yaml": "{}\n",
        "model/bilstm.yaml": "{backbone: bilstm, hidden_size: 8, rows: 64}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    out = tmp_path / "out"
    folders = ["--data-asset", project / "data", "--config-dir", tmp_path, "--output-dir", out]
    done = run_old(*folders, "--backbone", "bilstm", "--epochs", 1)
    assert done.returncode == 0, done.stderr
    assert (out / "checkpoint").is_dir()
    assert (out / "metrics.json").is_file()


def test_old_command_reports_a_mistake_without_traceback(tmp_path: Path) -> None:
    done = run_old("--data-asset", tmp_path, "--config-dir", tmp_path, "--backbone", "bilstm")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
