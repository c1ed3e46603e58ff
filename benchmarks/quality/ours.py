"""This framework on WNUT-17: train, and print seconds, test F1 and words a second as JSON."""

from __future__ import annotations

import json
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

import torch

from benchmarks.quality.sentences import read_split
from training.core import resolve_run_config, train
from training.core.data import Record
from training.core.evaluator import predict_samples
from training.core.export.exported_model import load_model
from training.core.trainer.setup import batch_limit

ROUNDS = 3


def words_per_second(model: Path, texts: list[str]) -> float:
    """Return how many words, separated by spaces, are tagged in a second; the best of some rounds.

    Args:
        model: Folder of an exported model.
        texts: What is tagged, splitting into words included.
    """
    task, task_model = load_model(model)
    samples = [task.parse(Record({"text": text}, "text")) for text in texts]
    limit = batch_limit(resolve_run_config(environ={}).config)
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in predict_samples(task_model, samples, limit, torch.device("cpu")):
            pass
        best = min(best, time.perf_counter() - started)
    return sum(len(text.split()) for text in texts) / best


def main() -> None:
    """Train with the settings that are given, and print what came out."""
    parser = ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("settings", nargs="*", metavar="KEY=VALUE")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    with tempfile.TemporaryDirectory() as folder:
        keys = [f"data.path={asked.data}", f"output_dir={folder}", *asked.settings]
        config = resolve_run_config(overrides=keys, environ={}).config
        started, cpu_started = time.perf_counter(), time.process_time()
        result = train(config)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
        texts = [" ".join(words) for words, _ in read_split(asked.data, "test")]
        speed = words_per_second(result.run.directory / "checkpoint", texts)
    print(  # noqa: T201
        json.dumps(
            {
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "test_f1": result.test["f1"],
                "words_per_second": speed,
            }
        )
    )


if __name__ == "__main__":
    main()
