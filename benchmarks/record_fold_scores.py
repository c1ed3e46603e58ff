"""Record the fold scores of 100 random trials, really trained.

`python -m benchmarks.record_fold_scores` writes `benchmarks/data/fold_scores.json`, which
`benchmarks.fold_pruning` and the tests of the pruning rules read. A trial is a small tagger on the
demo's documents: embeddings of hashed words in a window, a hidden layer, and the scores of the
entity types. Its objective is the micro F1 of the words inside entities. The framework's own loop
is left out, so that 500 fits take minutes.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import optuna
import torch
from torch import nn

from training.core import create_kfold_splits
from training.hpo.samplers.registry import build_sampler
from training.hpo.search_space.search_space import read_search_space, sample

OUTPUT = Path(__file__).parent / "data" / "fold_scores.json"
TRIALS = 100
FOLDS = 5
SEED = 1
BUCKETS = 2048
WINDOW = 2
WORD = re.compile(r"\w+|[^\w\s]")
SPACE = {
    "learning_rate": {"type": "loguniform", "min": 5e-3, "max": 1e-1},
    "weight_decay": {"type": "loguniform", "min": 1e-4, "max": 1e-1},
    "dropout": {"type": "uniform", "min": 0.0, "max": 0.6},
    "embedding": {"type": "choice", "values": [4, 8, 16]},
    "hidden": {"type": "choice", "values": [8, 16, 32]},
    "batch": {"type": "choice", "values": [256, 512, 1024]},
    "epochs": {"type": "int", "min": 1, "max": 3},
}


class Tagger(nn.Module):
    """Scores the types of words by the words around them.

    Args:
        parameters: Sampled values.
        types: Number of types, that of words outside of entities included.
    """

    def __init__(self, parameters: Mapping[str, Any], types: int) -> None:
        super().__init__()
        width = (2 * WINDOW + 1) * parameters["embedding"]
        self.words = nn.Embedding(BUCKETS, parameters["embedding"])
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(parameters["dropout"]),
            nn.Linear(width, parameters["hidden"]),
            nn.ReLU(),
            nn.Linear(parameters["hidden"], types),
        )

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return scores ``[words, types]`` of windows ``[words, 2 * WINDOW + 1]``."""
        scores: torch.Tensor = self.layers(self.words(windows))
        return scores


def documents() -> list[dict[str, Any]]:
    """Return the training split of the demo."""
    demo = files("training.core.data.demo").joinpath("train.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in demo.splitlines()]


def encoded(document: Mapping[str, Any], types: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the windows and the types of a document's words; type 0 is outside of entities."""
    found = list(WORD.finditer(document["text"]))
    numbers = [zlib.crc32(word[0].lower().encode()) % (BUCKETS - 1) + 1 for word in found]
    padded = torch.tensor([0] * WINDOW + numbers + [0] * WINDOW)
    labels = torch.zeros(len(found), dtype=torch.long)
    for start, end, name in document["annotations"]:
        for place, word in enumerate(found):
            if start <= word.start() < end:
                labels[place] = types.index(name) + 1
    return padded.unfold(0, 2 * WINDOW + 1, 1), labels


def fit(
    parameters: Mapping[str, Any], windows: torch.Tensor, labels: torch.Tensor, types: int
) -> Tagger:
    """Train a tagger."""
    model = Tagger(parameters, types)
    optimizer = torch.optim.AdamW(
        model.parameters(), parameters["learning_rate"], weight_decay=parameters["weight_decay"]
    )
    for _ in range(parameters["epochs"]):
        for batch in torch.split(torch.randperm(len(labels)), parameters["batch"]):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(windows[batch]), labels[batch])
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return model.eval()


def f1(model: Tagger, windows: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the micro F1 of the words inside entities."""
    with torch.no_grad():
        predicted = model(windows).argmax(1)
    right = int(((predicted == labels) & (labels > 0)).sum())
    both = int((predicted > 0).sum()) + int((labels > 0).sum())
    return 2 * right / both if both else 0.0


def record(trials: int = TRIALS) -> dict[str, Any]:
    """Train every trial on every fold, and return the scores with their parameters."""
    everything = documents()
    types = sorted({span[2] for one in everything for span in one["annotations"]})
    data = [encoded(one, types) for one in everything]
    splits = create_kfold_splits(everything, k=FOLDS, random_seed=SEED)
    space = read_search_space({"search_space": SPACE})
    study = optuna.create_study(direction="maximize")
    table: dict[str, Any] = {"metric": "f1", "direction": "maximize"}
    table |= {"parameters": [], "scores": []}
    for number in range(trials):
        study.sampler = build_sampler("random", SEED, number)
        parameters = sample(space, study.ask())
        table["parameters"].append(parameters)
        table["scores"].append(
            [scored(parameters, data, split, len(types) + 1, number) for split in splits]
        )
    return table


def scored(
    parameters: Mapping[str, Any],
    data: Sequence[tuple[torch.Tensor, torch.Tensor]],
    split: tuple[Sequence[int], Sequence[int]],
    types: int,
    seed: int,
) -> float:
    """Train on one part of a fold, and return the score on the other."""
    torch.manual_seed(seed)
    train, validation = (
        [torch.cat(parts) for parts in zip(*(data[place] for place in half), strict=True)]
        for half in split
    )
    return round(f1(fit(parameters, train[0], train[1], types), *validation), 6)


def main() -> None:
    """Record the table."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    torch.set_num_threads(1)
    table = record()
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(table) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(table['scores'])} trials recorded in {OUTPUT.name}\n")


if __name__ == "__main__":
    main()
