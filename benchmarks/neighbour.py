"""The demo alone and beside a busy process: `python -m benchmarks.neighbour`.

Rounds alternate between a quiet and a busy machine, and between what the framework does by itself
(threads that wait sleep, a small model takes one) and what torch does without it (a spinning thread
for each core). Each time is that of the whole command, the best of all rounds.

`--than PYTHON` compares the quiet time with that of another version instead: the interpreter of an
environment in which it is installed, for example one of the commit before a change.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from training._waiting import PASSIVE

MOST_BUSY = 2.5
"""So many times its quiet time the demo may take beside one busy process."""
MOST_QUIET = 1.05
"""So many times the time of what it is compared with it may take on a quiet machine."""
TORCH_WAITS = {"KMP_BLOCKTIME": "200"}
"""The default of a library that the demo does not use, set by the user: ours are left out then."""


@dataclass(frozen=True)
class Way:
    """A way to run the demo.

    Attributes:
        name: Says what it is.
        variables: Environment variables.
        settings: Further options of the command.
        python: Interpreter that runs it.
        is_slowed: Whether its time beside a busy process is measured too.
    """

    name: str
    variables: dict[str, str]
    settings: tuple[str, ...]
    python: str = sys.executable
    is_slowed: bool = True


def ways(than: str | None) -> tuple[Way, Way]:
    """Return the framework's own way, and what it is compared with.

    Args:
        than: Interpreter of an environment with another version; None for torch's way.
    """
    own = Way("as it comes", {}, ())
    if than is not None:
        return own, Way("that version", {}, (), than, is_slowed=False)
    cores = len(os.sched_getaffinity(0))
    return own, Way("torch's way", TORCH_WAITS, ("--set", f"training.threads={cores}"))


@contextmanager
def busy_neighbour() -> Iterator[None]:
    """Keep one core busy within the block."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def seconds_of_demo(way: Way, epochs: int, limit: float) -> float:
    """Train the embedded demo and return how long the command took; at most `limit`."""
    unset = {name: one for name, one in os.environ.items() if name not in PASSIVE}
    with tempfile.TemporaryDirectory() as folder:
        command = [way.python, "-m", "training.cli", "train", "--quiet", "--output", folder]
        options = ("--set", f"training.epochs={epochs}", "--set", "training.device=cpu")
        started = time.perf_counter()
        try:
            subprocess.run(
                [*command, *options, *way.settings],
                env={**unset, **way.variables},
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            return limit
        return time.perf_counter() - started


def measure(
    compared: tuple[Way, Way], rounds: int, epochs: int, limit: float
) -> dict[tuple[str, bool], float]:
    """Return the best seconds by way, on a quiet (False) and a busy (True) machine."""
    best: dict[tuple[str, bool], float] = {}
    for number in range(rounds):
        for is_busy in (False, True):
            for way in compared if number % 2 else reversed(compared):
                if is_busy and not way.is_slowed:
                    continue
                with busy_neighbour() if is_busy else nullcontext():
                    took = seconds_of_demo(way, epochs, limit)
                key = (way.name, is_busy)
                best[key] = min(took, best.get(key, took))
    return best


def main() -> int:
    """Measure, print a table, and with `--check` return 1 if a bound is broken."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each (default 3)")
    parser.add_argument("--epochs", type=int, default=12, help="epochs of the demo (default 12)")
    parser.add_argument("--limit", type=float, default=180.0, help="seconds after which one ends")
    parser.add_argument("--check", action="store_true", help="fail if a bound is broken")
    parser.add_argument("--than", metavar="PYTHON", help="compare with the version it runs")
    given = parser.parse_args()
    compared = ways(given.than)
    found = measure(compared, given.rounds, given.epochs, given.limit)
    ours, other = (way.name for way in compared)
    _say(f"{'seconds':<14}{'quiet':>9}{'busy':>9}{'ratio':>9}")
    for name in (ours, other):
        quiet, busy = found[name, False], found.get((name, True), math.nan)
        _say(f"{name:<14}{quiet:>9.1f}{busy:>9.1f}{busy / quiet:>9.2f}")
    if max(found[ours, False], found[ours, True], found[other, False]) >= given.limit:
        _say(f"no ratio: a command took more than {given.limit:.0f} s (--limit)")
        return int(given.check)
    beside = found[ours, True] / found[ours, False]
    alone = found[ours, False] / found[other, False]
    _say(f"beside one busy process {beside:.2f} times its quiet time (at most {MOST_BUSY})")
    _say(f"quiet {alone:.2f} times the time of {other} (at most {MOST_QUIET})")
    return int(given.check and (beside > MOST_BUSY or alone > MOST_QUIET))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
