"""Cost of an old import path beside the new one, in CPU time: `python -m benchmarks.shims`.

The distributions are in one folder, as wheels are installed: each folder of an editable
installation is one more for Python to look through.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "packages"
ROUNDS = 9
PAIRS = (
    ("training.cv_utils", "training.core.cv_utils"),
    ("training.trainer", "training.core.trainer"),
    ("hpo.exceptions", "training.hpo.exceptions"),
    ("hpo.core.search_space", "training.hpo.core.search_space"),
)
HEAD = "import time, warnings\nwarnings.simplefilter('ignore')\n"
TIMED = "start = time.process_time()\nimport {}\nprint(time.process_time() - start)\n"
NEW = HEAD + TIMED
FIRST = HEAD + "import {new}\n" + TIMED.format("{old}")
FURTHER = HEAD + "import {new}\nimport training.utils, hpo\n" + TIMED.format("{old}")


def milliseconds(program: str, environment: dict[str, str]) -> float:
    """Return what a program prints, a time in seconds, in milliseconds."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return float(done.stdout) * 1000


def measured(old: str, new: str, environment: dict[str, str]) -> list[float]:
    """Return the medians: the new path, and what the old one adds as the first and as a further.

    The first round only fills the cache of compiled modules.
    """
    programs = [NEW.format(new), FIRST.format(old=old, new=new), FURTHER.format(old=old, new=new)]
    rounds = [
        [milliseconds(program, environment) for program in programs] for _ in range(ROUNDS + 1)
    ]
    return [statistics.median(column) for column in zip(*rounds[1:])]


def installed(folder: Path) -> dict[str, str]:
    """Put the distributions into a folder, and return the environment of programs that use it."""
    for source in SOURCES.glob("*/src"):
        shutil.copytree(source, folder / "packages", dirs_exist_ok=True)
    kept = {key: one for key, one in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONPYCACHEPREFIX": str(folder / "cache"),
        "PYTHONPATH": str(folder / "packages"),
    }


def main() -> None:
    """Print for each path: the new one's import, and what the old one adds to it."""
    head = f"{'old path':24}{'new alone':>12}{'first shim adds':>18}{'further shim adds':>20}"
    print(head)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        environment = installed(Path(folder))
        for old, new in PAIRS:
            alone, first, further = measured(old, new, environment)
            ratios = (
                f"{first:9.2f} ms {first / alone:4.0%}{further:11.2f} ms {further / alone:4.0%}"
            )
            print(f"{old:24}{alone:9.1f} ms{ratios:>38}")  # noqa: T201


if __name__ == "__main__":
    main()
