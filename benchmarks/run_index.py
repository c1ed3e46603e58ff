"""List the newest of many runs beside reading every record: `python -m benchmarks.run_index`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from training.core.runs.index import MetricBound, RunQuery, find_runs

NEWEST = RunQuery(limit=20)
BEST = RunQuery(bounds=(MetricBound("f1", ">", 0.9),), sort="f1", limit=20)
Result = TypeVar("Result")


def main(arguments: list[str]) -> None:
    """Make the runs, list them and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    count = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_runs(root, 0, count)
        _report(root, count)


def make_runs(root: Path, first: int, count: int) -> None:
    """Write the directories and records of completed runs."""
    for number in range(first, first + count):
        directory = root / f"demo-{number:06d}"
        directory.mkdir()
        (directory / "run.json").write_text(json.dumps(record_of(number)), encoding="utf-8")


def record_of(number: int) -> dict[str, object]:
    """Return the record of a completed run."""
    f1 = (number * 7919 % 1000) / 1000
    metrics = {"f1": f1, "loss": 1 - f1, "per_entity": {"PERSON": {"f1": f1, "support": 12}}}
    return {
        "id": f"demo-{number:06d}",
        "kind": "train",
        "status": "completed",
        "created": f"2026-01-{number % 28 + 1:02d}T12:00:00+00:00",
        "name": "demo",
        "seconds": 12.5,
        "metrics": {"validation": metrics, "test": metrics},
        "score": {"metric": "f1", "mode": "max", "value": f1},
    }


def _report(root: Path, count: int) -> None:
    first, _ = _timed(lambda: find_runs(root, NEWEST))
    peer, records = _timed(lambda: _every_record(root))
    assert len(records) == count
    newest, _ = _timed(lambda: find_runs(root, NEWEST))
    best, rows = _timed(lambda: find_runs(root, BEST))
    assert len(rows) == 20
    make_runs(root, count, 1)
    one_more, _ = _timed(lambda: find_runs(root, NEWEST))
    everything, rows = _timed(lambda: find_runs(root, RunQuery()))
    assert len(rows) == count + 1
    _line(f"{count:,} runs, seconds", "", "of reading every record")
    _line("reading every record", f"{peer:.3f}", "1")
    for name, seconds in {
        "first listing, which builds the index": first,
        "20 newest": newest,
        "20 best above 0.9": best,
        "20 newest after one more run": one_more,
        "all of them": everything,
    }.items():
        _line(name, f"{seconds:.3f}", f"{seconds / peer:.3f}")


def _line(name: str, seconds: str, ratio: str) -> None:
    sys.stdout.write(f"{name:<40}{seconds:>10}  {ratio}\n")


def _every_record(root: Path) -> list[object]:
    return [json.loads(path.read_text()) for path in root.glob("*/run.json")]


def _timed(action: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main(sys.argv[1:])
