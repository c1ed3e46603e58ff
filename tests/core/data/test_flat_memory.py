"""Documents are never all in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.data_path import write_documents

ROOT = Path(__file__).parents[3]
MEGABYTE = 1 << 20


def private_memory(path: Path) -> int:
    command = [sys.executable, "-m", "benchmarks.data_path", "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    used: int = json.loads(done.stdout)["bytes"]
    return used


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_twenty_times_the_documents_take_hardly_more_memory(tmp_path: Path) -> None:
    for name, count in (("few", 1_000), ("many", 20_000)):
        write_documents(tmp_path / f"{name}.jsonl", count)
    few, many = (private_memory(tmp_path / f"{name}.jsonl") for name in ("few", "many"))
    assert many - few < 25 * MEGABYTE
