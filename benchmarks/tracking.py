"""Cost of a recorded step in the training thread: `python -m benchmarks.tracking`."""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mlflow

from training.core import resolve_run_config
from training.core.runs.directory import start_run
from training.execution.trackers.mlflow.tracker import MlflowTracker

STEPS = 500
METRICS = {"loss": 0.5, "learning_rate": 1e-3, "grad_norm": 1.0}
Log = Callable[[int], object]


def main() -> None:
    """Print microseconds a step, and the ratio to MLflow's own call."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        store = f"sqlite:///{folder}/store.db"
        mlflow.set_tracking_uri(store)
        place = (Path(folder) / "artifacts").as_uri()
        with mlflow.start_run(experiment_id=mlflow.create_experiment("training", place)):
            peer = per_step(lambda step: mlflow.log_metrics(METRICS, step))
            later = per_step(lambda step: mlflow.log_metrics(METRICS, step, synchronous=False))
        rows = {
            "mlflow.log_metrics, SQLite": peer,
            "mlflow.log_metrics, asynchronous": later,
            "tracker mlflow, SQLite": ours(Path(folder) / "up", store, wait_seconds=60),
            "tracker mlflow, a server that hangs": ours(
                Path(folder) / "silent",
                f"http://127.0.0.1:{silent.getsockname()[1]}",
                wait_seconds=0,
            ),
        }
    for name, seconds in rows.items():
        sys.stdout.write(f"{name:36} {seconds * 1e6:9.1f} µs {seconds / peer:7.4f}x\n")


def ours(directory: Path, uri: str, wait_seconds: int) -> float:
    """Return what a step costs with the tracker, in seconds; its end is not part of it."""
    directory.mkdir()
    overrides = [
        "logging.trackers=[mlflow]",
        f"logging.mlflow.tracking_uri={uri}",
        f"logging.mlflow.wait_seconds={wait_seconds}",
    ]
    config = resolve_run_config(overrides=overrides, environ={}).config
    start_run(directory, "", facts={"name": "benchmark"})
    tracker = MlflowTracker(directory, config)
    tracker.start()
    tracker.restore({})
    seconds = per_step(lambda step: tracker.log("train", 1, step, METRICS))
    tracker.finish("completed")
    return seconds


def per_step(log: Log) -> float:
    """Return the time of one call, in seconds."""
    log(0)
    start = time.perf_counter()
    for step in range(1, STEPS + 1):
        log(step)
    return (time.perf_counter() - start) / STEPS


if __name__ == "__main__":
    main()
