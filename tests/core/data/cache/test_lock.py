"""Several processes that need the same data encode it once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

WORKER = """
import sys
from pathlib import Path
import numpy as np
from training.core.data.dataset import Dataset
from training.core.data.cache.store import write_encoded

root = Path(sys.argv[1])


def encode(chunk):
    with (root / "encoders").open("a") as file:
        file.write("x")
    if sys.argv[2] == "stop":
        print("encoding", flush=True)
        sys.stdin.read()
    return [[{"features": np.array([[one]])}] for one in chunk]


print("ready", flush=True)
sys.stdin.readline()
samples = Dataset(list(range(2000)))
data = write_encoded(root, "abc", samples, {}, encode, lambda example: 1)
print(data.sizes["train"], int(data.splits["train"][1999]["features"][0, 0]))
"""


def worker(root: Path, how: str) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", WORKER, str(root), how], text=True, **pipes)


def ready(process: subprocess.Popen[str], word: str = "ready") -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == word


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_four_processes_encode_the_same_data_once(tmp_path: Path) -> None:
    processes = [worker(tmp_path, "") for _ in range(4)]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    assert {process.communicate(timeout=120)[0] for process in processes} == {"2000 1999\n"}
    assert len((tmp_path / "encoders").read_text()) == len(range(0, 2000, 512))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["abc", "encoders"]


def test_one_that_is_killed_while_it_encodes_neither_blocks_nor_litters(tmp_path: Path) -> None:
    killed, waiting = worker(tmp_path, "stop"), worker(tmp_path, "")
    ready(killed)
    ready(waiting)
    go(killed)
    ready(killed, "encoding")
    go(waiting)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=120)
    assert waiting.communicate(timeout=120)[0] == "2000 1999\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["abc", "encoders"]
