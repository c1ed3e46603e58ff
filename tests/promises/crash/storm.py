"""Kill training processes again and again, resume them, and compare what comes out."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from time import monotonic

from tests.promises.crash.trainee import Trainee, train_here
from training.core.checkpoints import CheckpointStore

PRELOADED = [
    "jinja2.runtime",
    "safetensors.torch",
    "training.cli.plugin",
    "training.core.backbones.bilstm.backbone",
    "training.core.plugin",
    "training.core.run_config.resolve",
    "training.core.tasks.token_classification.task_model",
    "training.core.trackers.jsonl",
    "training.core.trainer.train",
    "training.execution.launchers.local",
    "training.execution.plugin",
    "training.execution.report.automatic",
    "training.hpo.plugin",
]
SLOWEST_RUN = 120.0
STOPPED = (128 + signal.SIGTERM, -signal.SIGTERM)
GRACE = 10.0
"""Seconds in which the others notice that one of them was killed; then they are killed too."""


@dataclass
class Tally:
    """What a storm has done.

    Attributes:
        kills: Processes that were killed.
        stops: Processes that a SIGTERM stopped.
        workers: Loader workers that were killed.
        refused: Resumes that found the run locked.
        resumes: Runs that continued.
        identical: Runs that ended like the one that was never killed.
        different: Names of what differed in the others.
    """

    kills: int = 0
    stops: int = 0
    workers: int = 0
    refused: int = 0
    resumes: int = 0
    identical: int = 0
    different: list[str] = field(default_factory=list)


class Storm:
    """Runs one kind of training without and with kills.

    Args:
        folder: Empty folder for data and runs.
        settings: What is trained, as ``key=value`` texts.
        ranks: Processes that train together.
        seed: Seed of the moments at which they are killed.
    """

    def __init__(
        self, folder: Path, settings: Sequence[str], ranks: int = 1, seed: int = 0
    ) -> None:
        self._folder = folder
        self._settings = (f"data.path={write_data(folder / 'data')}", *settings)
        self._ranks = ranks
        self._random = random.Random(seed)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self.tally = Tally()

    def reference(self, *changes: str) -> dict[str, str]:
        """Train without a kill and return the fingerprints of what came out.

        Args:
            changes: What is set otherwise than in the runs that are killed.
        """
        directory = self._new_directory("reference")
        settings, self._settings = self._settings, (*self._settings, *changes)
        assert self._attempt(directory, None) == [0] * self._ranks, "the undisturbed run failed"
        self._settings = settings
        return fingerprints(directory)

    def killed_at(self, name: str, steps: Sequence[int]) -> dict[str, str]:
        """Train with a kill after so many steps of each process, then to the end."""
        directory = self._new_directory(name)
        for after in steps:
            self._attempt(directory, after)
        self._finish(directory)
        return fingerprints(directory)

    def killed_at_random(self, name: str, kills: int, longest: float) -> dict[str, str]:
        """Train with kills and stops at random moments, within `longest` seconds of each start."""
        directory = self._new_directory(name)
        for _ in range(kills):
            self._attempt(directory, None, self._random.uniform(0.0, longest))
        self._finish(directory)
        return fingerprints(directory)

    def compare(self, name: str, expected: dict[str, str], found: dict[str, str]) -> None:
        """Count a run as identical or say what differs."""
        differing = [key for key in expected if expected[key] != found.get(key)]
        if differing:
            self.tally.different.append(f"{name}: {', '.join(differing)}")
        else:
            self.tally.identical += 1

    def _finish(self, directory: Path) -> None:
        if not is_complete(directory):
            codes = self._attempt(directory, None)
            assert codes == [0] * self._ranks, f"{directory}: the resumed run ended with {codes}"
        self._count_refusals(directory)

    def _attempt(
        self, directory: Path, kill_after: int | None, seconds: float | None = None
    ) -> list[int | None]:
        """Start all processes, perhaps kill one, and wait; return their exit codes."""
        if is_complete(directory):
            return [0] * self._ranks
        self.tally.resumes += (directory / "run.json").exists()
        processes = self._started(directory, kill_after)
        if seconds is not None:
            victim = self._random.choice(processes)
            victim.join(seconds)
            self._disturb(victim)
        until = monotonic() + (SLOWEST_RUN if seconds is None else GRACE)
        for process in processes:
            process.join(max(0.0, until - monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        codes = [process.exitcode for process in processes]
        self.tally.kills += sum(code == -signal.SIGKILL for code in codes)
        self.tally.stops += sum(code in STOPPED for code in codes)
        return codes

    def _disturb(self, victim: multiprocessing.context.ForkServerProcess) -> None:
        """Kill or stop a process, or kill one of its loader workers, which ends it too."""
        workers = children_of(victim.pid)
        if not workers or self._random.random() < 0.7:
            self._random.choice((victim.kill, victim.terminate))()
            return
        with suppress(ProcessLookupError):
            os.kill(self._random.choice(workers), signal.SIGKILL)
            self.tally.workers += 1

    def _count_refusals(self, directory: Path) -> None:
        logs = directory.parent.glob(f"{directory.name}-*.log")
        self.tally.refused += sum(log.read_text().count("another process") for log in logs)

    def _started(
        self, directory: Path, kill_after: int | None
    ) -> list[multiprocessing.context.ForkServerProcess]:
        trainee = Trainee(directory, self._settings, ranks=self._ranks, port=free_port())
        processes = []
        for rank in range(self._ranks):
            one = replace(trainee, rank=rank, kill_after=None if rank else kill_after)
            processes.append(self._context.Process(target=quietly, args=(one,)))
        for process in processes:
            process.start()
        return processes

    def _new_directory(self, name: str) -> Path:
        directory = self._folder / name
        directory.mkdir()
        return directory


def quietly(trainee: Trainee) -> None:
    """Train with everything that is said going to a file beside the run directory."""
    log = trainee.directory.with_name(f"{trainee.directory.name}-{trainee.rank}.log")
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    train_here(trainee)


def children_of(process: int | None) -> list[int]:
    """Return the process ids of the children of a process; none when it is gone."""
    try:
        words = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(word) for word in words]


def is_complete(directory: Path) -> bool:
    """Return whether a run is marked complete."""
    record = directory / "run.json"
    return record.exists() and '"status": "completed"' in record.read_text()


def fingerprints(directory: Path) -> dict[str, str]:
    """Return the hashes of weights, optimizer, random states, metrics and log lines."""
    restored = CheckpointStore(directory / "checkpoints", directory.name).newest_good()
    assert restored is not None, f"{directory} has no checkpoint"
    paths = {
        "exported weights": directory / "checkpoint" / "model.safetensors",
        "metrics.jsonl": directory / "metrics.jsonl",
        **{stem: restored.folder / f"{stem}.safetensors" for stem in restored.stems},
    }
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}


def write_data(folder: Path, documents: int = 40) -> Path:
    """Write the beginning of the demo splits as a dataset of its own."""
    folder.mkdir()
    demo = files("training.core.data") / "demo"
    for split, count in (("train", documents), ("validation", 8), ("test", 8)):
        lines = (demo / f"{split}.jsonl").read_text(encoding="utf-8").splitlines(True)
        (folder / f"{split}.jsonl").write_text("".join(lines[:count]), encoding="utf-8")
    return folder


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
