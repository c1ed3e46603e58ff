"""Runs small enough to start several processes of in a test."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.observers.observer import Observer
from training.core.trainer.train import TrainingResult
from training.execution import launch_run

SMALL = (
    "model.hidden_size=8",
    "model.embedding_size=4",
    "model.rows=64",
    "training.epochs=2",
    "training.batch_size=4",
    "training.checkpoint.every_steps=2",
    "training.threads=1",
    "training.device=cpu",
    "logging.log_every_steps=1",
    "logging.level=warning",
)
TWO = ("distributed.enabled=true", "distributed.world_size=2", "distributed.launcher=torchrun")
PLAIN_TASK = """
from torch import nn
from training.core.plugins import Provider, hookimpl
from training.core.tasks.token_classification.task import TokenClassification

class Plain(TokenClassification):
    def build(self, schema, encoder):
        task_model = super().build(schema, encoder)
        for module in task_model.model.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        return task_model

@hookimpl
def register_tasks():
    return [Provider("plain", "plain_task:Plain", "Tokens without dropout")]
"""

NORMED_TASK = """
import os
from torch import nn
from training.core.plugins import Provider, hookimpl
from training.core.tasks.text_classification.task import TextClassification

FAULT, RANK = os.environ.get("FAULT"), os.environ.get("RANK")

class Normed(TextClassification):
    def build(self, schema, encoder):
        task_model = super().build(schema, encoder)
        model, calls = task_model.model, []
        model.scores = nn.Sequential(nn.BatchNorm1d(model.scores.in_features), model.scores)
        loss = task_model.loss

        def faulty(output, batch):
            calls.append(batch)
            if FAULT == "loss" and RANK == "1" and len(calls) == 3:
                raise RuntimeError("odd loss")
            return loss(output, batch)

        task_model.loss = faulty
        return task_model

@hookimpl
def register_tasks():
    return [Provider("normed", "normed_task:Normed", "Texts with batch normalisation")]

@hookimpl
def on_fit_start(plan):
    if FAULT == "start":
        raise RuntimeError("odd start")
    model = plan.task_model.model
    nn.init.constant_(model.scores[1].bias, 0.5)
    model.scores[0].running_mean.fill_(0.25)
    model.encoder.requires_grad_(False)
"""

FIRST_START_WAITS = """
import os, time
from pathlib import Path
from training.core.plugins import hookimpl

waits = False

@hookimpl
def on_fit_start(plan):
    global waits
    started = Path(os.environ["STARTED"])
    waits = not started.exists()
    started.touch()

@hookimpl
def on_step_end(step):
    if waits:
        time.sleep(60 if step.number == 10 else 0.15)
"""


def write_plugin(folder: Path, name: str, source: str) -> Path:
    """Write an installed distribution with one plugin; return the folder, for the path."""
    (folder / f"{name}.py").write_text(source)
    info = folder / f"training_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: training-{name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[training.plugins]\n{name} = {name}\n")
    return folder


def write_documents(folder: Path) -> Path:
    """Write the beginning of the demo splits; sizes that two processes cannot share evenly."""
    folder.mkdir()
    demo = files("training.core.data") / "demo"
    for split, count in (("train", 45), ("validation", 9), ("test", 7)):
        lines = (demo / f"{split}.jsonl").read_text(encoding="utf-8").splitlines(True)
        (folder / f"{split}.jsonl").write_text("".join(lines[:count]), encoding="utf-8")
    return folder


def launched(
    data: Path,
    settings: Sequence[str],
    observers: Sequence[Observer] = (),
    directory: Path | None = None,
) -> TrainingResult:
    """Launch a small run on some data."""
    overrides = [f"data.path={data}", f"output_dir={data.parent / 'runs'}", *SMALL, *settings]
    config = resolve_run_config(overrides=overrides, environ={}).config
    return launch_run(config, observers, directory)


def train_losses(run: Path) -> list[float]:
    """Return the losses of all steps."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [line["loss"] for line in lines if line["split"] == "train"]


def weights_hash(run: Path) -> str:
    """Return the hash of the exported weights."""
    return hashlib.sha256((run / "checkpoint/model.safetensors").read_bytes()).hexdigest()


def ranks_below(parent: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the worker processes that a process has started, with their environment."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(status[1]) != parent or status[0] == "Z":
                continue
            pairs = (entry / "environ").read_text().split("\0")
        except OSError:
            continue
        environment: dict[str, Any] = dict(pair.partition("=")[::2] for pair in pairs if pair)
        if "TORCHELASTIC_RUN_ID" in environment:
            yield int(entry.name), environment


def children_of(parent: int) -> list[int]:
    """Return the process ids of the running children of a process."""
    words = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(word) for word in words if is_running(int(word))]


def is_running(process: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def start_command(*arguments: object, **environ: str) -> subprocess.Popen[str]:
    """Start a command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "training.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )


def settings_of(data: Path, *further: str) -> list[str]:
    """Return a small run as options of a command line."""
    values = [f"data.path={data}", f"output_dir={data.parent / 'runs'}", *SMALL, *further]
    return [f"--set={value}" for value in values]


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
