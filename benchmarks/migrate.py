"""`training migrate check` beside `ast.parse` and ruff: `python -m benchmarks.migrate [FOLDER]`.

The tree is the site-packages folder of the running Python, unless another one is given: millions of
lines that hold few old paths, if any. Each program runs in a process of its own, start-up included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

PARSE = """\
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError):
        pass
"""
GOAL = 50_000


def measure(command: list[str]) -> tuple[float, float]:
    """Run a command and return its seconds of processor time and its peak memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def lines_below(folder: Path) -> tuple[int, int]:
    """Return how many lines the files that `check` reads have, and how many of them Python has."""
    from training.migrate.files.kinds import Kind, kind_of
    from training.migrate.files.walk import files_below

    read, python = 0, 0
    for file in files_below([folder]):
        kind = kind_of(file.name, file.parent.name)
        if kind not in (None, Kind.PICKLE):
            count = file.read_bytes().count(b"\n")
            read += count
            python += count * (kind is Kind.PYTHON)
    return read, python


def main() -> None:
    """Print lines a second, peak memory and the ratio to each peer."""
    folder = Path(sys.argv[1] if sys.argv[1:] else sysconfig.get_path("purelib"))
    programs = Path(sys.executable).parent
    read, python = lines_below(folder)
    ruff = [str(programs / "ruff"), "check", "--isolated", "--no-cache", "--select=TID253"]
    commands = {
        "training migrate check": ([str(programs / "training"), "migrate", "check"], read),
        "ast.parse of its Python": ([sys.executable, "-c", PARSE], python),
        "ruff, banned imports only": (ruff, python),
    }
    own = 0.0
    for name, (command, lines) in commands.items():
        started = time.perf_counter()
        seconds, memory = measure([*command, str(folder)])
        clock, speed = time.perf_counter() - started, lines / seconds
        ratio = f"we are {own / speed:.1f} times as fast" if own else f"{clock:.1f} s on the clock"
        own = own or speed
        print(  # noqa: T201
            f"{name:26} {lines / 1e6:5.1f} M lines  {seconds:6.1f} s of processor  "
            f"{memory:4.0f} MB  {speed:11,.0f} lines/s  {ratio}"
        )
    print(f"goal: {GOAL:,} lines/s; reached {own / GOAL:.0f} times over")  # noqa: T201


if __name__ == "__main__":
    main()
