"""Kill the processes of a sweep again and again, and compare it with one left in peace.

`python -m tests.promises.crash.sweep_storm --workers 16 --trials 32 --kills 60`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.promises.crash.storm import write_data

LONGEST = 900.0
SWEEP: dict[str, Any] = {
    "name": "storm",
    "search_space": {
        "training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 1e-1},
        "model.dropout": {"type": "uniform", "min": 0.0, "max": 0.5},
    },
    "sampler": "random",
    "objective": {"metric": "loss"},
    "folds": 2,
    "fold_pruning": False,
    "refit": False,
}
SHORT_MODEL: dict[str, Any] = {
    "model": {"hidden_size": 8, "embedding_size": 8, "rows": 64},
    "training": {
        "epochs": 2,
        "batch_size": 8,
        "device": "cpu",
        "checkpoint": {"every_steps": 2},
    },
}


@dataclass
class Tally:
    """What a storm has done.

    Attributes:
        trials: Trials that are finished.
        coordinators: Processes of the sweep that were killed.
        workers: Workers that were killed.
        resumes: Times the sweep was resumed.
        seconds: Time it took.
    """

    trials: int = 0
    coordinators: int = 0
    workers: int = 0
    resumes: int = 0
    seconds: float = 0.0


class SweepStorm:
    """A sweep whose processes are killed at random.

    Args:
        folder: Empty folder for data and sweeps.
        trials: Trials of the sweep.
        workers: Workers of each coordinator.
        coordinators: Processes that share the sweep.
        storage: Where the study is kept; None for a file in the sweep's folder.
        seed: Seed of the moments and victims.
        epochs: Length of a fold.
    """

    def __init__(
        self,
        folder: Path,
        trials: int,
        workers: int,
        coordinators: int = 1,
        storage: str | None = None,
        seed: int = 0,
        epochs: int = 2,
    ) -> None:
        self._folder = folder
        self._workers = workers
        self._number = coordinators
        self._storage = storage
        self._random = random.Random(seed)
        self._running: list[subprocess.Popen[bytes]] = []
        self._sweep = folder / "sweep.yaml"
        self.tally = Tally()
        data = write_data(folder / "data", 24)
        training = {**SHORT_MODEL["training"], "epochs": epochs}
        base = {**SHORT_MODEL, "training": training, "data": {"path": str(data)}}
        many = {"number": workers, "threads": 1, "max_deaths": 10_000}
        values = {**SWEEP, "trials": trials, "base": base, "workers": many}
        self._sweep.write_text(json.dumps(values))

    def undisturbed(self) -> dict[int, Any]:
        """Run the sweep in peace and return its table."""
        output = self._folder / "peace"
        process = self._start(["run", str(self._sweep), "--workers", "1", "--output", str(output)])
        assert process.wait(LONGEST) == 0, "the undisturbed sweep failed"
        return self.table(next(output.iterdir()))

    def disturbed(self, kills: int, longest_pause: float) -> dict[int, Any]:
        """Run the sweep, kill processes at random, continue until it is complete.

        Args:
            kills: How many processes are killed.
            longest_pause: Seconds between two kills, at most.
        """
        began = time.monotonic()
        output = self._folder / "storm"
        storage = [] if self._storage is None else ["--storage", self._storage]
        first = ["run", str(self._sweep), "--output", str(output), *storage]
        self._running = [self._start(first)]
        sweep = self._appeared(output)
        for _ in range(kills):
            if self._fill(sweep, storage) is None:
                break
            self._await_work()
            time.sleep(self._random.uniform(0.0, longest_pause))
            self._kill_one()
        while self._fill(sweep, storage) is not None:
            for process in self._running:
                process.wait(LONGEST)
        self.tally.seconds = time.monotonic() - began
        table = self.table(sweep)
        self.tally.trials = len(table)
        return table

    def table(self, sweep: Path) -> dict[int, Any]:
        """Return state, parameters and objective of every fold, by trial."""
        state = self._status(sweep)
        assert state["counts"]["running"] == 0, "a trial is running though nobody works"
        return {
            one["number"]: [one["state"], one["params"], one["fold_values"]]
            for one in state["trials"]
        }

    def leftovers(self) -> list[int]:
        """Return the workers that outlive all coordinators."""
        for process in self._running:
            process.kill()
            process.wait()
        deadline = time.monotonic() + 30
        while (left := self._worker_processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def _status(self, sweep: Path) -> dict[str, Any]:
        storage = [] if self._storage is None else ["--storage", self._storage]
        command = [*_COMMAND, "status", str(sweep), "--json", *storage]
        done = subprocess.run(command, capture_output=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _appeared(self, output: Path) -> Path:
        """Wait until the sweep can be resumed, and return its folder."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            found = list(output.glob("*/fold_splits.json"))
            if found:
                return found[0].parent
            assert self._running[0].poll() is None, "the sweep did not begin"
            time.sleep(0.05)
        raise AssertionError("the sweep did not begin in time")

    def _fill(self, sweep: Path, storage: list[str]) -> int | None:
        """Start coordinators in the place of killed ones; None when the sweep is complete."""
        alive = [process for process in self._running if process.poll() is None]
        if len(alive) < len(self._running) or len(alive) < self._number:
            counts = self._status(sweep)["counts"]
            if not (counts["running"] or counts["interrupted"] or counts["not begun"]):
                return None if not alive else 0
        while len(alive) < self._number:
            alive.append(self._start(["resume", str(sweep), *storage]))
            self.tally.resumes += 1
        self._running = alive
        return len(alive)

    def _await_work(self) -> None:
        """Wait, most times, until there are workers, so that not only beginnings are disturbed."""
        patience = time.monotonic() + (60.0 if self._random.random() < 0.8 else 0.0)
        while time.monotonic() < patience and not self._worker_processes():
            if all(process.poll() is not None for process in self._running):
                return
            time.sleep(0.02)

    def _kill_one(self) -> None:
        coordinators = [one.pid for one in self._running if one.poll() is None]
        workers = self._worker_processes()
        victims = workers if workers and self._random.random() < 0.6 else coordinators
        if not victims:
            return
        try:
            os.kill(self._random.choice(victims), signal.SIGKILL)
        except ProcessLookupError:
            return
        if victims is workers:
            self.tally.workers += 1
        else:
            self.tally.coordinators += 1

    def _worker_processes(self) -> list[int]:
        """Return the workers of this storm: they are given a file in its folder."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if _MODULE in words and str(self._folder) in " ".join(words):
                found.append(int(path.parent.name))
        return sorted(found)

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        log = (self._folder / "coordinators.log").open("ab")
        with log:
            return subprocess.Popen([*_COMMAND, *arguments], stdout=log, stderr=log)


_COMMAND = (sys.executable, "-m", "training.cli", "hpo")
_MODULE = "training.hpo.workers.process"


def main() -> None:
    """Run a storm and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=32)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--coordinators", type=int, default=2)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--pause", type=float, default=4.0)
    parser.add_argument("--storage", default=None)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        storm = SweepStorm(
            Path(folder),
            given.trials,
            given.workers,
            given.coordinators,
            given.storage,
            given.seed,
            given.epochs,
        )
        expected = storm.undisturbed()
        found = storm.disturbed(given.kills, given.pause)
        left = storm.leftovers()
    tally = storm.tally
    print(  # noqa: T201
        f"{tally.coordinators} coordinators and {tally.workers} workers killed, "
        f"{tally.resumes} resumes, {tally.trials} of {given.trials} trials finished in "
        f"{tally.seconds:.0f} s, {len(left)} processes left, table "
        f"{'identical' if found == expected else 'DIFFERENT'}"
    )
    raise SystemExit(found != expected or bool(left))


if __name__ == "__main__":
    main()
