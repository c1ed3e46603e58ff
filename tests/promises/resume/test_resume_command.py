from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.cli.conftest import TINY, Cli
from tests.fork_server.commands import forked_python
from training.cli.app import main

LONG = (*TINY, "--set=training.epochs=500", "--set=logging.log_every_steps=1")


@contextmanager
def training(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a long run and wait until it makes steps."""
    command = [*forked_python(), "-m", "training.cli", "train", *LONG]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        until = monotonic() + 60
        while not any(path.stat().st_size for path in folder.glob("runs/*/metrics.jsonl")):
            assert process.poll() is None, process.communicate()
            assert monotonic() < until
            sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


def record_in(folder: Path) -> dict[str, object]:
    (path,) = folder.glob("runs/*/run.json")
    record: dict[str, object] = json.loads(path.read_text())
    return record


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_a_signal_saves_at_the_next_step_and_ends_with_the_usual_code(
    number: int, tmp_path: Path
) -> None:
    with training(tmp_path) as process:
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 128 + number
    assert record_in(tmp_path)["status"] == "interrupted"
    assert list(tmp_path.glob("runs/*/checkpoints/step-*/manifest.json"))
    assert "--resume" in told


def test_two_processes_never_train_in_one_directory(cli: Cli, tmp_path: Path) -> None:
    with training(tmp_path):
        done = cli("train", "--resume", "latest", "--output", tmp_path / "runs")
    assert done.code == 2
    assert "another process" in done.err


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, which tests copy."""
    folder = tmp_path_factory.mktemp("finished")
    assert main(["train", *TINY, "--output", str(folder), "--quiet"]) == 0
    (record,) = folder.glob("*/run.json")
    return record.parent


@pytest.fixture
def stopped_run(finished: Path, tmp_path: Path) -> Path:
    """A run that was marked interrupted at its end, as a killed one is."""
    directory = copied(finished, tmp_path)
    record = json.loads((directory / "run.json").read_text())
    (directory / "run.json").write_text(json.dumps({**record, "status": "running"}))
    return directory


def copied(run: Path, folder: Path) -> Path:
    return Path(shutil.copytree(run, folder / run.name))


def test_resume_continues_with_the_newest_run(cli: Cli, tmp_path: Path, stopped_run: Path) -> None:
    before = (stopped_run / "metrics.jsonl").read_bytes()
    done = cli("train", "--resume", "latest", "--output", tmp_path, "--quiet")
    assert (done.code, done.out) == (0, f"{stopped_run}\n")
    assert (stopped_run / "metrics.jsonl").read_bytes() == before
    assert record_status(stopped_run) == "completed"


def record_status(directory: Path) -> str:
    return str(json.loads((directory / "run.json").read_text())["status"])


def test_a_finished_run_is_not_resumed_and_the_way_to_train_on_is_reported(
    cli: Cli, finished: Path
) -> None:
    done = cli("train", "--resume", "latest", "--output", finished.parent)
    assert done.code == 2
    assert "training.checkpoint.source_path" in done.err


@pytest.mark.parametrize("option", ["--set=seed=3", "--seed=3", "--data=x", "--config=x.yaml"])
def test_resume_takes_its_configuration_from_the_run_alone(
    cli: Cli, tmp_path: Path, option: str
) -> None:
    done = cli("train", "--resume", "latest", "--output", tmp_path, option)
    assert done.code == 2
    assert option.split("=")[0] in done.err


def test_a_run_that_does_not_exist_is_named(cli: Cli, tmp_path: Path) -> None:
    done = cli("train", "--resume", "nope", "--output", tmp_path)
    assert done.code == 2
    assert "nope" in done.err


def test_damaged_checkpoints_are_named_and_the_newest_good_one_is_used(
    cli: Cli, tmp_path: Path, stopped_run: Path
) -> None:
    newest = max(stopped_run.glob("checkpoints/step-*"))
    with (newest / "model.safetensors").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff\xff\xff\xff")
    done = cli("train", "--resume", "latest", "--output", tmp_path)
    assert done.code == 0
    assert newest.name in done.err + done.out
    assert record_status(stopped_run) == "completed"


def test_when_no_checkpoint_is_good_nothing_is_trained(
    cli: Cli, tmp_path: Path, stopped_run: Path
) -> None:
    for path in stopped_run.glob("checkpoints/step-*/model.safetensors"):
        os.truncate(path, 10)
    done = cli("train", "--resume", "latest", "--output", tmp_path)
    assert done.code == 2
    assert "model.safetensors" in done.err


def test_the_same_command_continues_in_the_directory_it_names(cli: Cli, tmp_path: Path) -> None:
    command = ("train", *TINY, "--into", tmp_path / "deep/run", "--output", tmp_path / "elsewhere")
    assert cli(*command).code == 0
    path = tmp_path / "deep/run/run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "status": "running"}))
    assert cli(*command).code == 0
    assert json.loads(path.read_text())["resumed"]
    done = cli(*command)
    assert done.code == 2
    assert "never overwritten" in done.err


def test_the_same_directory_with_another_configuration_is_refused(
    cli: Cli, stopped_run: Path
) -> None:
    done = cli("train", *TINY, "--into", stopped_run, "--seed", "7")
    assert done.code == 2
    assert "`seed` was 42 and is 7" in done.err


@pytest.mark.parametrize("way", ["--resume", "--into"])
def test_a_run_that_was_killed_just_before_its_report_gets_it(
    cli: Cli, finished: Path, tmp_path: Path, way: str
) -> None:
    run = copied(finished, tmp_path)
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    (run / "report.html").unlink()
    (run / ".report.html.0123456789ab.tmp").write_text("half a re")
    given = TINY if way == "--into" else ()
    done = cli("train", *given, way, run)
    assert done.code == 0, done.err
    assert "</html>" in (run / "report.html").read_text()
    after = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    del before[run / "report.html"], after[run / "report.html"]
    assert after == before
    assert cli("train", *given, way, run).code == 2


def test_what_a_killed_process_left_half_written_is_deleted_on_resume(
    cli: Cli, stopped_run: Path
) -> None:
    (stopped_run / ".run.json.0123456789ab.tmp").write_text('{"id": "ha')
    (stopped_run / ".checkpoint.partial").mkdir()
    (stopped_run / "notes.tmp").write_text("mine")
    assert cli("train", "--resume", stopped_run).code == 0
    names = {path.name for path in stopped_run.iterdir()}
    assert "notes.tmp" in names
    assert not names & {".run.json.0123456789ab.tmp", ".checkpoint.partial"}


def test_an_edited_configuration_is_refused_with_the_keys_that_differ(
    cli: Cli, stopped_run: Path
) -> None:
    path = stopped_run / "config.yaml"
    text = path.read_text()
    path.write_text(text.replace("hidden_size: 8", "hidden_size: 16"))
    for command in (("train", "--resume"), ("evaluate",), ("predict",)):
        done = cli(*command, stopped_run, *(["Ana"] if command == ("predict",) else []))
        assert done.code == 2
        assert "`model.hidden_size` was 8 and is 16" in done.err
    path.write_text(text)
    assert cli("train", "--resume", stopped_run).code == 0


def test_a_run_of_another_version_resumes_on_the_same_data_and_on_no_other(
    cli: Cli, stopped_run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = stopped_run / "run.json"
    record = json.loads(path.read_text())
    del record["checksum"]
    record["data"]["fingerprint"] = "0" * 32
    path.write_text(json.dumps({**record, "data": {**record["data"], "train": 1}}))
    done = cli("train", "--resume", stopped_run)
    assert (done.code, "the data has changed" in done.err) == (2, True)
    path.write_text(json.dumps(record))
    assert cli("train", "--resume", stopped_run).code == 0
    assert "its encoding is made by other code" in caplog.text
    assert record_status(stopped_run) == "completed"


def test_two_ways_to_name_the_directory_are_refused(cli: Cli, tmp_path: Path) -> None:
    done = cli("train", "--resume", "latest", "--into", tmp_path)
    assert done.code == 2
    assert "--into" in done.err
