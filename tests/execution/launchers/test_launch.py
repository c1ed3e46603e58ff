"""`training launch`: several nodes, signals, and what goes wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from tests.execution.launch_helpers import (
    children_of,
    free_port,
    is_running,
    ranks_below,
    settings_of,
    start_command,
    weights_hash,
)
from training.cli.app import main
from training.core.runs.directory import is_locked

LONGEST = 120.0


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Commands that were started; none outlives the test."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.terminate()
            process.wait(LONGEST)


def wait_for(condition: Callable[[], bool], *processes: subprocess.Popen[str]) -> None:
    until = time.monotonic() + LONGEST
    while not condition():
        for process in processes:
            assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


Here = Callable[..., tuple[int, str]]


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str]) -> Here:
    """Run a command line in this process.

    Return its exit code and what it reported in our words.
    """

    def run(*arguments: object) -> tuple[int, str]:
        code = main([str(one) for one in arguments])
        lines = capfd.readouterr().err.splitlines()
        return code, "\n".join(line for line in lines if line.startswith("error: "))

    return run


def test_two_nodes_survive_the_death_of_a_rank(
    documents: Path,
    unharmed: Path,
    started: list[subprocess.Popen[str]],
    first_start_waits: None,
) -> None:
    meeting = ["--rdzv-endpoint", f"127.0.0.1:{free_port()}", "--rdzv-id", "pair"]
    for node in range(2):
        options = ["--nproc", 1, "--nnodes", 2, "--node-rank", node, *meeting]
        started.append(start_command("launch", *options, "train", *settings_of(documents)))
    run = documents.parent / "runs" / "pair"
    wait_for(lambda: (run / "checkpoints").exists(), *started)
    victim, _ = next(ranks_below(started[1].pid))
    os.kill(victim, signal.SIGKILL)
    told = [process.communicate(timeout=LONGEST) for process in started]
    assert [process.returncode for process in started] == [0, 0], told
    assert weights_hash(run) == weights_hash(unharmed)
    assert any("start again and resume from the last checkpoint" in err for _, err in told)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGUSR1, 128 + signal.SIGUSR1)]
)
def test_ctrl_c_and_a_schedulers_warning_end_all_ranks_after_a_checkpoint(
    number: int, code: int, documents: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    endless = settings_of(documents, "training.epochs=100000", f"output_dir={tmp_path}")
    process = start_command("launch", "--nproc", 2, "train", *endless)
    started.append(process)
    wait_for(lambda: any(tmp_path.glob("*/checkpoints/*/manifest.json")), process)
    ranks = [one for one, _ in ranks_below(process.pid)]
    process.send_signal(number)
    _, told = process.communicate(timeout=LONGEST)
    assert process.returncode == code
    assert "Traceback" not in told
    assert "resume with `training train --resume" in told
    assert len(ranks) == 2
    assert not any(Path(f"/proc/{one}").exists() for one in ranks)
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_text())["status"] == "interrupted"


@pytest.mark.parametrize("launcher", ["torchrun", "subprocess"])
def test_processes_end_with_the_one_that_launched_them_and_is_killed(
    launcher: str, documents: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    distributed = [f"distributed.launcher={launcher}"]
    if launcher == "torchrun":
        distributed += ["distributed.enabled=true", "distributed.world_size=2"]
    endless = ["training.epochs=100000", f"output_dir={tmp_path}", *distributed]
    process = start_command("train", *settings_of(documents, *endless))
    started.append(process)
    wait_for(lambda: any(tmp_path.glob("*/checkpoints/*/manifest.json")), process)
    children = children_of(process.pid)
    process.kill()
    process.communicate()
    assert len(children) == (2 if launcher == "torchrun" else 1)
    wait_for(lambda: not any(map(is_running, children)))
    (record,) = tmp_path.glob("*/run.json")
    wait_for(lambda: not is_locked(record.parent))


def test_sigterm_to_a_launcher_lets_its_process_save(
    documents: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    endless = ["training.epochs=100000", f"output_dir={tmp_path}"]
    settings = settings_of(documents, *endless, "distributed.launcher=subprocess")
    process = start_command("train", *settings)
    started.append(process)
    wait_for(lambda: any(tmp_path.glob("*/checkpoints/*/manifest.json")), process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 143
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_text())["status"] == "interrupted"


@pytest.mark.skipif(torch.cuda.is_available(), reason="nccl is there")
def test_a_missing_backend_is_reported_once_and_leaves_nothing_behind(
    documents: Path, tmp_path: Path, here: Here
) -> None:
    settings = settings_of(documents, "distributed.backend=nccl", f"output_dir={tmp_path}")
    code, told = here("launch", "--nproc", 2, "train", *settings)
    assert code == 2
    assert told.count("`nccl` is not part of this build of torch") == 1
    assert len(told.splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == [".cache"] or not list(tmp_path.iterdir())


@pytest.mark.parametrize("node", [0, 1])
def test_a_rendezvous_that_never_completes_times_out(
    documents: Path, node: int, here: Here
) -> None:
    meeting = ["--rdzv-endpoint", f"127.0.0.1:{free_port()}", "--rdzv-id", "lonely"]
    options = ["--nproc", 1, "--nnodes", 2, "--node-rank", node, *meeting, "--rdzv-timeout", 1]
    code, told = here("launch", *options, "train", *settings_of(documents))
    assert code == 2
    assert "distributed.rendezvous_timeout_seconds" in told
    assert len(told.splitlines()) == 1


def test_a_port_that_another_program_uses_is_named(documents: Path, here: Here) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        options = ["--nproc", 1, "--nnodes", 2, "--node-rank", 0, "--rdzv-endpoint", place]
        code, told = here("launch", *options, "--rdzv-id", "x", "train", *settings_of(documents))
    assert code == 2
    assert told.startswith(f"error: {place}: the port is used by another program")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--nproc", "two", "train"], "'two' is neither `auto` nor a whole number"),
        (["--nnodes", "2", "train"], "does not say where they meet"),
        (
            ["--nnodes", "2", "--rdzv-endpoint", "h", "--rdzv-id", "x", "train"],
            "expected `host:port`",
        ),
    ],
)
def test_mistakes_are_reported_in_one_paragraph(
    arguments: list[str], told: str, here: Here
) -> None:
    code, error = here("launch", *arguments)
    assert code == 2
    assert told in error


def test_a_command_that_starts_no_run_is_distinguished_from_one_that_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["launch", "--nproc", "2", "plugins", "list"]) == 0
    assert "`training plugins` has started no run" in capsys.readouterr().err
