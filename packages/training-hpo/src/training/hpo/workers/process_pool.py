"""Warm worker processes on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

from training._waiting import passive_waiting
from training.core.io.atomic_files import open_to_append, write_json
from training.core.processes.signals import SIGNALS, STOP_CODES
from training.hpo.exceptions import TrialExecutionError
from training.hpo.workers.channel import Channel, channel_pair
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult, WorkerSetup
from training.hpo.workers.pool import Event, Judge, WorkerDied, WorkerPool, event_of
from training.hpo.workers.worker_count import WorkerCount

STOP_SECONDS = 20.0
"""How long a worker may take to write its checkpoint when it is asked to end."""
MAX_STARTUP_FAILURES = 3
"""So many workers in a row may die before they are ready."""
_LOG_LINES = 5


@dataclass
class _Process:
    number: int
    process: subprocess.Popen[bytes]
    channel: Channel
    log: Path
    job: FoldJob | None = None
    is_ready: bool = False


class ProcessPool(WorkerPool):
    """One process per worker, started at once and replaced when it dies.

    Args:
        setup: What all jobs share; `folder` keeps it for the workers.
        worker_count: Number of workers, their threads and GPUs.
        folder: Folder for logs.
    """

    def __init__(self, setup: WorkerSetup, worker_count: WorkerCount, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.size = worker_count.number
        self._waits = setup.waits
        self._worker_count = worker_count
        self._folder = folder
        self._setup = folder / f"setup-{os.getpid()}.json"
        write_json(self._setup, setup.as_values())
        self._startup_failures = 0
        self._workers = [self._start_worker(number) for number in range(worker_count.number)]

    @property
    def free(self) -> int:
        """How many further folds it could train now."""
        return sum(worker.job is None for worker in self._workers)

    @property
    def processes(self) -> list[int]:
        """Process numbers of the workers."""
        return [worker.process.pid for worker in self._workers]

    def start(self, job: FoldJob) -> None:
        """Give a fold to a free worker, one that is ready if there is any."""
        free = [worker for worker in self._workers if worker.job is None]
        worker = next((one for one in free if one.is_ready), free[0])
        worker.job = job
        try:
            worker.channel.send("job", job=asdict(job))
        except OSError:
            return

    def wait(self, seconds: float, judge: Judge) -> Sequence[Event]:
        """Return what has ended, after at most so many seconds."""
        deadline = time.monotonic() + seconds
        events: list[Event] = []
        while not events and (left := deadline - time.monotonic()) > 0:
            workers = list(self._workers)
            heard = wait_for([worker.channel.connection for worker in workers], timeout=left)
            for worker in workers:
                if worker.channel.connection in heard:
                    events += self._hear(worker, judge)
        return events

    def close(self, unfinished: Collection[int] = ()) -> None:
        """End all workers, and wait until they have; those with an unfinished trial may save it."""
        workers, self._workers = self._workers, []
        for worker in workers:
            may_save = worker.job is not None and worker.job.trial in unfinished
            worker.process.send_signal(signal.SIGTERM if may_save else signal.SIGKILL)
        deadline = time.monotonic() + STOP_SECONDS
        for worker in workers:
            try:
                worker.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.channel.close()
        self._setup.unlink(missing_ok=True)

    def _hear(self, worker: _Process, judge: Judge) -> list[Event]:
        message = worker.channel.receive()
        if message is None:
            return self._handle_worker_death(worker)
        if message["kind"] == "result":
            job, worker.job = worker.job, None
            return [] if job is None else [event_of(job, FoldResult(**message["result"]))]
        if message["kind"] == "report":
            self._answer(worker, judge(FoldReport(**message["report"])))
        elif message["kind"] == "ready":
            worker.is_ready = True
            self._startup_failures = 0
        return []

    def _answer(self, worker: _Process, stop: bool) -> None:
        if self._waits:
            try:
                worker.channel.send("verdict", stop=stop)
            except OSError:
                return

    def _handle_worker_death(self, worker: _Process) -> list[Event]:
        """Put a new worker in the place of one that died."""
        worker.channel.close()
        try:
            code = worker.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker.process.kill()
            code = worker.process.wait()
        reason = f"{_manner(code)}{_last_words(worker.log)}"
        if not worker.is_ready:
            self._startup_failures += 1
        if self._startup_failures >= MAX_STARTUP_FAILURES:
            raise TrialExecutionError(
                f"{MAX_STARTUP_FAILURES} workers in a row died before they were ready; the last "
                f"one {reason}. Its log is {worker.log}."
            )
        self._workers[worker.number] = self._start_worker(worker.number)
        return (
            [WorkerDied(worker.job, reason, _is_stopped(code))]
            if worker.job is not None and worker.is_ready
            else (self._again(worker.job))
        )

    def _again(self, job: FoldJob | None) -> list[Event]:
        """Hand a job on that its worker died too early to begin."""
        if job is not None:
            self.start(job)
        return []

    def _start_worker(self, number: int) -> _Process:
        channel, theirs = channel_pair()
        log = self._folder / f"worker-{number}.log"
        try:
            with open_to_append(log) as output:
                process = subprocess.Popen(
                    self._command(theirs),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    pass_fds=[theirs],
                    env=self._environment(number),
                    start_new_session=True,
                )
        finally:
            os.close(theirs)
        return _Process(number, process, channel, log)

    def _command(self, descriptor: int) -> list[str]:
        arguments = (str(self._setup), str(descriptor), str(os.getpid()))
        return [sys.executable, "-m", _MODULE, *arguments]

    def _environment(self, number: int) -> dict[str, str]:
        changes: dict[str, Any] = {}
        if self._worker_count.threads is not None:
            changes["OMP_NUM_THREADS"] = str(self._worker_count.threads)
        device = self._worker_count.device(number)
        if device is not None:
            changes["CUDA_VISIBLE_DEVICES"] = device
        return {**passive_waiting(os.environ), **os.environ, **changes}


_MODULE = "training.hpo.workers.process"


def _is_stopped(code: int) -> bool:
    """Return whether a worker ended because a signal asked it to, as one sent to a whole job."""
    return code in STOP_CODES or -code in SIGNALS


def _manner(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    name = signal.Signals(-code).name
    memory = "; the system does so when memory runs out" if name == "SIGKILL" else ""
    return f"was killed by {name}{memory}"


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    words = " / ".join(line.strip() for line in lines[-_LOG_LINES:] if line.strip())
    return f' (last in its log: "{words[-300:]}")' if words else ""
