"""Train a tiny model and note everything that a configuration key could change."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch

from training.core import resolve_run_config, train
from training.core.trainer.observers.observer import FitPlan, Observer, Step
from training.errors import UserError

Observation = dict[str, Any]

SENTENCES = (
    ("Ana Ruiz works in Turin", ((0, 8, "NAME"), (18, 23, "PLACE"))),
    ("Turin hired Bo Lind today, and nobody had expected it", ((0, 5, "PLACE"), (12, 19, "NAME"))),
    ("Nobody came", ()),
    (
        "It was said in the town that the old house by the river, which nobody had bought for "
        "years, went to Bo Lind of Oslo in the end",
        ((100, 107, "NAME"), (111, 115, "PLACE")),
    ),
    ("Oslo and Rome met Cy Voss one-on-one", ((0, 4, "PLACE"), (9, 13, "PLACE"), (18, 25, "NAME"))),
)

BASE = {
    "model.backbone": "bilstm",
    "model.hidden_size": 8,
    "model.embedding_size": 4,
    "model.rows": 64,
    "training.epochs": 2,
    "training.batch_size": 3,
    "training.learning_rate": 0.01,
    "training.threads": 1,
    "training.device": "cpu",
    "logging.log_every_steps": 1,
}


def documents(count: int, shift: int = 0) -> str:
    """Return so many documents as lines of JSON."""
    rows = (SENTENCES[(number + shift) % len(SENTENCES)] for number in range(count))
    return "".join(f"{json.dumps({'text': text, 'annotations': spans})}\n" for text, spans in rows)


def write_data(folder: Path) -> Path:
    """Write three splits, and the training documents as a file alone, into a new folder."""
    (folder / "splits").mkdir(parents=True)
    for split, count in (("train", 12), ("validation", 4), ("test", 4)):
        (folder / "splits" / f"{split}.jsonl").write_text(documents(count))
    (folder / "alone.jsonl").write_text(documents(40))
    return folder


class Watcher(Observer):
    """Notes what can only be seen while it trains."""

    def __init__(self) -> None:
        self.seen: Observation = {"steps": [], "children": 0}
        self._children_of_others = set(multiprocessing.active_children())

    def on_fit_start(self, plan: FitPlan) -> None:
        """Note what was decided before the first step."""
        self.seen |= {"device": plan.device, "threads": torch.get_num_threads()}
        self.seen["deterministic"] = torch.are_deterministic_algorithms_enabled()
        self.seen["matmul_precision"] = torch.get_float32_matmul_precision()
        self.seen["sizes"] = dict(plan.sizes)

    def on_step_end(self, step: Step) -> None:
        """Note the size and rate of a step, and how many processes help."""
        self.seen["steps"].append((step.samples, step.tokens, round(step.learning_rate, 12)))
        helpers = set(multiprocessing.active_children()) - self._children_of_others
        self.seen["children"] = len(helpers)


def observe(folder: Path, data: Path, settings: Mapping[str, Any]) -> Observation:
    """Train as configured and return what came of it; for a refusal, its message."""
    watcher = Watcher()
    try:
        given = overrides(folder, data, settings)
        config = resolve_run_config(overrides=given, environ={}).config
        with counted_checkpointing() as calls:
            run = train(config, [watcher]).run
    except UserError as error:
        return {"refused": str(error)}
    return {
        **watcher.seen,
        "recomputed": len(calls),
        "name": run.id.rsplit("-", 3)[0],
        "place": run.directory.parent,
        "cache": [path.name for path in folder.glob(".cache/*")],
        "files": sorted(str(path.relative_to(run.directory)) for path in _files(run.directory)),
        "weights": _hash(run.checkpoint / "model.safetensors"),
        "exported": json.loads((run.checkpoint / "config.json").read_text()),
        "log": _text(run.directory / "metrics.jsonl"),
        "metrics": run.record["metrics"],
        "best_epoch": run.record["best_epoch"],
        "fingerprints": run.record.get("fingerprints"),
    }


def overrides(folder: Path, data: Path, settings: Mapping[str, Any]) -> list[str]:
    """Return settings on top of the tiny model, as `key=value` texts; None leaves a key out."""
    values = {"output_dir": folder, "data.path": data / "splits", **BASE, **settings}
    return [f"{key}={_yaml(value)}" for key, value in values.items() if value is not None]


@contextmanager
def counted_checkpointing() -> Iterator[list[None]]:
    """Count the calls of torch's activation checkpointing, which works as ever."""
    calls: list[None] = []
    original = torch.utils.checkpoint.checkpoint

    def counting(*arguments: Any, **named: Any) -> Any:
        calls.append(None)
        return original(*arguments, **named)

    with patch.object(torch.utils.checkpoint, "checkpoint", counting):
        yield calls


def _yaml(value: Any) -> str:
    return json.dumps(str(value) if isinstance(value, Path) else value)


def _files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("[!.]*") if path.is_file()]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
