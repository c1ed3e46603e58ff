"""Memory, speed and padding of the data path: `python -m benchmarks.data_path`.

Each size runs in a process of its own: short documents are written to a JSONL file, read, encoded
and gone through for one epoch. Beside it, the same with everything in Python lists. Private memory
is what the process cannot give back; pages of mapped files are left out, for the system takes them
back when it needs them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_IN_LISTS = 100_000
WORDS = ("Tom", "Ana", "Turin", "left", "for", "with", "a", "new", "Java", "job", "in", "May")
RARE_WORDS = 30_000
"""As many different words as a large collection of texts has, up to the rarest: what is remembered
of words has its full size soon."""
SAMPLE_SECONDS = 0.02
MEGABYTE = 1 << 20


class PeakMemory:
    """Watches the private memory of this process."""

    def __init__(self) -> None:
        self.bytes = self.now = private_memory()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> int:
        """Return the most that was seen, in bytes."""
        self._ended.set()
        return max(self.bytes, private_memory())

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self.bytes = max(self.bytes, private_memory())


def private_memory() -> int:
    """Return the anonymous memory of this process in bytes (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (one for one in status.splitlines() if one.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def write_documents(path: Path, count: int) -> None:
    """Write documents of 10 to 24 words, three of them out of many, the first one marked."""
    random = np.random.default_rng(0)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            chosen = random.integers(0, len(WORDS), random.integers(6, 21))
            rare = random.integers(0, RARE_WORDS, 3)
            words = [WORDS[0], *(WORDS[one] for one in chosen), *(f"w{one}" for one in rare)]
            words.append(str(number))
            item = {"text": " ".join(words), "annotations": [[0, 3, "NAME"]]}
            file.write(json.dumps(item) + "\n")


def encode_and_read(path: Path, in_lists: bool) -> dict[str, Any]:
    """Encode a file, go through one epoch, and return seconds and peak memory."""
    from training.core.data.read import read_records
    from training.core.evaluator import encoded_in_memory
    from training.core.run_config.resolve import resolve_run_config
    from training.core.trainer.data.dataloader import BatchStream
    from training.core.trainer.setup import batch_limit, prepare

    keys = [f"data.path={path}", f"output_dir={path.parent}", "training.batch_tokens=1024"]
    config = resolve_run_config(overrides=[*keys, "model.rows=512"], environ={}).config
    memory, started = PeakMemory(), time.perf_counter()
    base = memory.now
    prepared = prepare(config)
    stream = prepared.stream
    if in_lists:
        samples = [prepared.task.parse(record) for record in list(read_records(config.data).train)]
        split = encoded_in_memory(prepared.task_model, samples)
        stream = BatchStream(prepared.task_model, split, batch_limit(config), config.seed)
    batches = sum(1 for _ in stream.batches(1, 0))
    seconds = time.perf_counter() - started
    return {"bytes": memory.stop() - base, "seconds": seconds, "batches": batches}


def measured(count: int, in_lists: bool = False) -> dict[str, Any]:
    """Run one size in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        write_documents(path, count)
        command = [sys.executable, "-m", __spec__.name, "--file", str(path)]
        if in_lists:
            command.append("--in-lists")
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def padding_rows() -> list[tuple[str, list[float]]]:
    """Return the share of padding of shuffled, length-grouped and our batches of the demo."""
    from training.core.data.batching import epoch_batches, padding_share
    from training.core.run_config.resolve import resolve_run_config
    from training.core.trainer.setup import prepare

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("demo", []), ("WNUT-17", [f"data.path={WNUT17}"])):
            config = resolve_run_config(overrides=[f"output_dir={folder}", *data], environ={})
            stream = prepare(config.config).stream
            lengths = np.asarray(stream.examples.lengths)
            order = np.random.default_rng(0).permutation(len(lengths))
            shuffled = np.split(order, range(16, len(order), 16))
            grouped = grouped_by_length(lengths, order, 16)
            ours = epoch_batches(lengths, stream.limit, 0, 1)
            shares = [padding_share(lengths, one) for one in (shuffled, grouped, ours)]
            rows.append((name, shares))
    return rows


def grouped_by_length(lengths: np.ndarray, order: np.ndarray, size: int) -> list[np.ndarray]:
    """Return batches as the length-grouped sampler of transformers: sorted within 50 batches."""
    groups = np.split(order, range(50 * size, len(order), 50 * size))
    sorted_order = np.concatenate([one[np.argsort(-lengths[one], kind="stable")] for one in groups])
    return np.split(sorted_order, range(size, len(order), size))


WNUT17 = Path("../shared/data/wnut17")


def main() -> None:
    """Print memory and speed for each size, and the shares of padding."""
    parser = ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--in-lists", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    asked = parser.parse_args()
    if asked.file is not None:
        print(json.dumps(encode_and_read(asked.file, asked.in_lists)))  # noqa: T201
        return
    print(f"{'documents':>10}  {'private memory':>14}  {'documents/s':>11}  in lists")  # noqa: T201
    for count in asked.sizes:
        ours = measured(count)
        line = f"{count:10,}  {ours['bytes'] / MEGABYTE:11.0f} MB  {count / ours['seconds']:11,.0f}"
        if count <= LARGEST_IN_LISTS:
            peer = measured(count, in_lists=True)
            line += f"  {peer['bytes'] / MEGABYTE:.0f} MB, {peer['bytes'] / ours['bytes']:.1f}x"
        print(line)  # noqa: T201
    print("\npadding     shuffled  by length  here")  # noqa: T201
    for name, shares in padding_rows():
        print(f"{name:10}  " + "  ".join(f"{share:8.1%}" for share in shares))  # noqa: T201


if __name__ == "__main__":
    main()
