"""A task model small enough to check by hand: a linear classifier of vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from training.core.tasks.task_model import Batch, Example, TaskModel

FEATURES = 6
CLASSES = 3


class TinyModel(nn.Module):
    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.hidden = nn.Linear(FEATURES, 8)
        self.norm = nn.LayerNorm(8)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        hidden = torch.relu(self.norm(self.hidden(tensors["features"])))
        scores: torch.Tensor = self.head(self.dropout(hidden))
        return scores


class TinyTaskModel(TaskModel):
    def __init__(self, dropout: float = 0.0) -> None:
        self.model = TinyModel(dropout)
        self.schema: dict[str, Any] = {}

    def encode(self, samples: Sequence[Any]) -> Any:
        return [[sample] for sample in samples]

    def length(self, example: Example) -> int:
        return 1

    def collate(self, examples: Sequence[Example]) -> Batch:
        stacked = {
            name: torch.from_numpy(np.stack([one[name] for one in examples]))
            for name in ("features", "label")
        }
        return Batch(stacked, len(examples), len(examples), len(examples), 0)

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        return nn.functional.cross_entropy(output.float(), batch.tensors["label"])

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        return list(output.argmax(-1).cpu().numpy())

    def scorer(self) -> Any:
        return None

    def present(self, *arguments: Any) -> dict[str, Any]:
        return {}


def examples(number: int, seed: int = 0) -> list[Example]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(number, FEATURES)).astype(np.float32)
    labels = (features[:, :CLASSES].argmax(1)).astype(np.int64)
    return [{"features": one, "label": label} for one, label in zip(features, labels)]


def batches(
    task_model: TinyTaskModel, data: Sequence[Example], sizes: Sequence[int]
) -> Iterator[Batch]:
    start = 0
    for size in sizes:
        yield task_model.collate(data[start : start + size])
        start += size
