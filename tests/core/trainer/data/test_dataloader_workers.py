from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import pytest

from training.config import RunConfig
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import is_locked, open_run
from training.core.trainer.data.dataloader_workers import worker_deaths
from training.core.trainer.observers.observer import Observer, Step
from training.errors import ResumableError

SMALL = (
    "model.hidden_size=8",
    "model.rows=64",
    "training.epochs=2",
    "training.batch_size=2",
    "training.threads=1",
    "training.device=cpu",
    "training.checkpoint.every_steps=2",
    "data.workers=2",
)
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
ITEMS = [Record(ITEM, f"item {number}") for number in range(24)]
DATA = Dataset(ITEMS, ITEMS[:2], ITEMS[:2])


def config_of(folder: Path) -> RunConfig:
    return resolve_run_config(overrides=[*SMALL, f"output_dir={folder}"], environ={}).config


class SignalToWorkers(Observer):
    """Lets another process, as a scheduler does, send a signal to all loader workers."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.count = 0

    def on_step_end(self, step: Step) -> None:
        if step.number == 5:
            workers = [str(child.pid) for child in multiprocessing.active_children()]
            self.count = len(workers)
            subprocess.run(["kill", f"-{int(self._number)}", *workers], check=True)


def test_a_killed_loader_worker_ends_the_run_with_a_message_and_it_continues(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    observer = SignalToWorkers(signal.SIGKILL)
    with pytest.raises(
        ResumableError, match=r"data\.workers=2: a loader worker .*SIGKILL.*--resume"
    ):
        train(config_of(tmp_path), [observer], DATA, directory)
    assert observer.count == 2
    assert open_run(str(directory)).record["status"] == "failed"
    resumed = train(config_of(tmp_path), dataset=DATA, directory=directory)
    whole = train(config_of(tmp_path), dataset=DATA)
    weights = [one.run.checkpoint / "model.safetensors" for one in (resumed, whole)]
    assert weights[0].read_bytes() == weights[1].read_bytes()


class LingeringWorker:
    """A worker whose connection is gone, and which ends a moment later."""

    def __init__(self, after: float, number: int) -> None:
        self._process = multiprocessing.get_context("fork").Process(target=sleep, args=(60,))
        self._process.start()
        self._after, self._number = monotonic() + after, number
        self.pid = self._process.pid

    @property
    def exitcode(self) -> int | None:
        if monotonic() > self._after and self._process.exitcode is None:
            os.kill(self._process.pid or 0, self._number)
            self._process.join()
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def join(self) -> None:
        self._process.join()


def test_a_worker_that_ends_a_moment_after_its_connection_is_found_and_the_others_are_ended(
    tmp_path: Path,
) -> None:
    workers = [LingeringWorker(60.0, signal.SIGKILL), LingeringWorker(0.2, signal.SIGTERM)]
    stream: Any = SimpleNamespace(processes=workers)
    message = rf"process {workers[1].pid}\) was killed by SIGTERM"
    with pytest.raises(ResumableError, match=message), worker_deaths(tmp_path, stream):
        raise ConnectionResetError
    assert [worker.exitcode for worker in workers] == [-signal.SIGKILL, -signal.SIGTERM]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGINT])
def test_signals_to_all_processes_of_a_job_leave_loader_workers_alone(
    number: int, tmp_path: Path
) -> None:
    observer = SignalToWorkers(number)
    assert train(config_of(tmp_path), [observer], DATA).run.record["status"] == "completed"
    assert observer.count == 2


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_loader_workers_that_are_not_forked_make_the_same_batches_and_end(
    method: str, tmp_path: Path
) -> None:
    forked = train(config_of(tmp_path), dataset=DATA).run.checkpoint
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(method, force=True)
    try:
        other = train(config_of(tmp_path), dataset=DATA).run.checkpoint
    finally:
        multiprocessing.set_start_method(before, force=True)
    weights = [folder / "model.safetensors" for folder in (forked, other)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
    assert multiprocessing.active_children() == []


PROGRAM = """
import multiprocessing, sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from training.core import train
from training.core.trainer.observers.observer import Observer
from tests.core.trainer.data.test_dataloader_workers import DATA, config_of

class Stop(Observer):
    def on_step_end(self, step):
        if step.number == 3:
            print(*(child.pid for child in multiprocessing.active_children()), flush=True)
            sys.stdin.read()

directory = Path({directory!r})
directory.mkdir()
train(config_of(directory.parent), [Stop()], DATA, directory)
"""


def test_loader_workers_end_with_a_process_that_is_killed_and_its_run_is_free_at_once(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "run"
    program = PROGRAM.format(folder=str(Path(__file__).parents[4]), directory=str(directory))
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        workers = [int(word) for word in process.stdout.readline().split()]
        assert len(workers) == 2
        process.kill()
    assert not is_locked(directory)
    until = monotonic() + 60
    while any(map(is_running, workers)) and monotonic() < until:
        sleep(0.01)
    assert not any(map(is_running, workers))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
