"""Start-up times beside the plain interpreter: `python -m benchmarks.startup`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 7
PEER = ("python -c pass", ["-c", "pass"])
MEASURED = (
    ("import training", ["-c", "import training"]),
    ("import training.core", ["-c", "import training.core"]),
    ("import training.hpo", ["-c", "import training.hpo"]),
    ("import training.cli", ["-c", "import training.cli"]),
    ("training --help", ["-m", "training.cli", "--help"]),
)


def seconds(arguments: list[str]) -> float:
    """Return the wall time of one interpreter with these arguments, in seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each start-up, and its ratio to the plain interpreter's."""
    rows = (PEER, *MEASURED)
    times = [[seconds(arguments) for _, arguments in rows] for _ in range(ROUNDS)]
    medians = [statistics.median(column) for column in zip(*times)]
    for (name, _), median in zip(rows, medians):
        print(f"{name:24} {median * 1000:7.1f} ms {median / medians[0]:6.2f}x")  # noqa: T201


if __name__ == "__main__":
    main()
