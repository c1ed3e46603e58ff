"""Run torch's elastic agent and turn what happens into our errors."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from torch.distributed import DistNetworkError, DistStoreError
from torch.distributed.elastic.agent.server.api import (
    RunResult,
    WorkerGroup,
    WorkerSpec,
    WorkerState,
)
from torch.distributed.elastic.agent.server.local_elastic_agent import LocalElasticAgent
from torch.distributed.elastic.multiprocessing import SignalException
from torch.distributed.elastic.multiprocessing.errors import ProcessFailure
from torch.distributed.elastic.rendezvous import (
    RendezvousClosedError,
    RendezvousConnectionError,
    RendezvousHandler,
    RendezvousTimeoutError,
)

from training.core.processes.signals import SIGNALS, WARNINGS, raise_for
from training.errors import RunError
from training.execution.jobs.job_directory import JobDirectory
from training.execution.launchers.elastic.call_timeout import within
from training.execution.launchers.elastic.logs import RankLogs, log_name
from training.execution.launchers.elastic.rendezvous import Rendezvous
from training.execution.process_group.failure_reports import (
    Failure,
    cause_of,
    describe,
    find_report,
    raise_failure,
)

logger = logging.getLogger("training")

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_STOP = 60
SECONDS_OF_GRACE = 1.0
HANDLED = (*SIGNALS, signal.SIGHUP, signal.SIGQUIT)
THREADS = "OMP_NUM_THREADS"


class RunAgent(LocalElasticAgent):
    """An elastic agent that passes on events, and starts again only what may go better.

    Args:
        work: What the processes do.
        spec: How they are started.
    """

    def __init__(self, work: JobDirectory, spec: WorkerSpec) -> None:
        logs = RankLogs(work.logs, work.folder)
        super().__init__(spec, logs, shutdown_timeout=SECONDS_TO_STOP)
        self._work = work
        self._restarts = spec.max_restarts
        self._before: tuple[int, str] | None = None

    @property
    def world_size(self) -> int:
        """Processes in all."""
        workers = self.get_worker_group().workers
        return workers[0].world_size if workers else 0

    def _monitor_workers(self, worker_group: WorkerGroup) -> RunResult:
        self._work.events.pump()
        result: RunResult = super()._monitor_workers(worker_group)
        if result.state == WorkerState.FAILED:
            self._work.events.pump()
            self._consider(self.failures_of(result.failures))
        return result

    def failures_of(self, failed: Mapping[int, ProcessFailure]) -> list[Failure]:
        """Return what is known of the processes that failed, by rank."""
        restarts = str(self._restarts - self._remaining_restarts)
        return [
            Failure(
                rank,
                one.pid,
                one.exitcode,
                find_report(self._work.folder, one.pid),
                self._log_of(rank, restarts),
            )
            for rank, one in failed.items()
        ]

    def _log_of(self, rank: int, restarts: str) -> Path:
        name = log_name({"RANK": str(rank), "TORCHELASTIC_RESTART_COUNT": restarts})
        return self._work.logs / name

    def _consider(self, failures: list[Failure]) -> None:
        cause = cause_of(failures)
        if cause.is_final or self._is_repeated(cause):
            self._remaining_restarts = 0
        if self._remaining_restarts:
            logger.warning(
                "%s\nAll processes start again and resume from the last checkpoint (restart %d of "
                "%d).",
                describe(cause, self.world_size),
                self._restarts - self._remaining_restarts + 1,
                self._restarts,
            )

    def _is_repeated(self, cause: Failure) -> bool:
        """Return whether the last start ended with the same words in the same process."""
        if cause.report is None or cause.report.is_consequence:
            return False
        before, self._before = self._before, (cause.rank, cause.report.message)
        return self._before == before


def run_agent(work: JobDirectory, rendezvous: Rendezvous, size: int, max_restarts: int) -> None:
    """Start this machine's processes of a run and wait until all are done.

    Args:
        work: What they do.
        rendezvous: Where this machine meets the others.
        size: Processes on all machines.
        max_restarts: How often they are started again.

    Raises:
        RunError: The machines do not meet.
        RankFailedError: A process failed.
        RankMistakeError: One was given something that cannot be used.
        KeyboardInterrupt: SIGINT came; the processes have ended.
        SystemExit: Another signal came.
    """
    logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)
    with _agent_signals(), _variables(size // rendezvous.nodes), _meeting_errors(rendezvous):
        handler = within(rendezvous.timeout + SECONDS_OF_GRACE, rendezvous.handler)
        agent = RunAgent(work, _spec(work, rendezvous, handler, size, max_restarts))
        try:
            _run(agent, work)
        finally:
            handler.shutdown()


def _run(agent: RunAgent, work: JobDirectory) -> None:
    try:
        result = agent.run()
    except SignalException as caught:
        work.events.pump()
        raise_for(int(caught.sigval))
    work.events.pump()
    if result is None:
        raise RunError(
            "the other machines have ended this run. What went wrong there stands in their output."
        )
    if result.is_failed():
        raise_failure(agent.failures_of(result.failures), agent.world_size)


def _spec(
    work: JobDirectory,
    rendezvous: Rendezvous,
    handler: RendezvousHandler,
    size: int,
    max_restarts: int,
) -> WorkerSpec:
    return WorkerSpec(
        role="rank",
        local_world_size=size // rendezvous.nodes,
        entrypoint=sys.executable,
        args=work.arguments,
        rdzv_handler=handler,
        max_restarts=max_restarts,
        monitor_interval=SECONDS_BETWEEN_LOOKS,
        local_addr=rendezvous.own_address,
    )


@contextmanager
def _meeting_errors(rendezvous: Rendezvous) -> Iterator[None]:
    try:
        yield
    except RendezvousTimeoutError as error:
        raise RunError(
            f"{rendezvous.endpoint}: {rendezvous.nodes} machines were to meet here as "
            f"`{rendezvous.run_id}`, and after {rendezvous.timeout} s "
            "(distributed.rendezvous_timeout_seconds) they are not complete. Start the same "
            "command on the others, and see that they reach this place."
        ) from error
    except (RendezvousConnectionError, DistNetworkError, DistStoreError, TimeoutError) as error:
        raise RunError(_unreachable(rendezvous, error)) from error
    except RendezvousClosedError as error:
        raise RunError(
            f"{rendezvous.endpoint}: the run `{rendezvous.run_id}` has ended on another machine, "
            "and what went wrong stands in its output. Start it again on all of them."
        ) from error


def _unreachable(rendezvous: Rendezvous, error: BaseException) -> str:
    cause: BaseException | None = error
    texts = []
    while cause is not None:
        texts.append(str(cause))
        cause = cause.__cause__
    text = " ".join(texts)
    if "EADDRINUSE" in text or "address already in use" in text.lower():
        return (
            f"{rendezvous.endpoint}: the port is used by another program, so the machines cannot "
            "meet there. Choose another one with distributed.rendezvous (`--rdzv-endpoint`)."
        )
    return (
        f"{rendezvous.endpoint}: no rendezvous answers here within {rendezvous.timeout} s "
        "(distributed.rendezvous_timeout_seconds). See that the machine with node rank 0 has "
        "started, that the port is open, and that no other program uses it."
    )


@contextmanager
def _agent_signals() -> Iterator[None]:
    """Let the agent handle the warnings of schedulers too, and put back all handlers afterwards.

    The agent itself handles four signals, in the main thread only. It passes on what comes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[Any, Any] = {number: signal.getsignal(number) for number in HANDLED}
    for number in WARNINGS:
        signal.signal(number, _end_agent)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_agent(number: int, frame: object) -> NoReturn:
    raise SignalException(f"process {os.getpid()} got signal {number}", signal.Signals(number))


@contextmanager
def _variables(processes: int) -> Iterator[None]:
    """Set what the agent and its processes read from the environment, for the length of the block.

    Each process gets its share of the processor's cores, unless the user has chosen. The store in
    which they find each other is a new one after each restart: torch can keep the old one, but the
    addresses in it are those of processes that are gone.
    """
    given = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}
    if THREADS not in os.environ:
        given[THREADS] = str(max(1, len(os.sched_getaffinity(0)) // processes))
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
