"""The task models of the wrong tasks."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from training.core.tasks.task_model import Batch, Example, TaskModel


class Letters(nn.Module):
    """The mean of the vectors of a line's signs, and a linear layer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.vectors = nn.Embedding(3, 6)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(6, 2)
        self.masked = True

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        signs = tensors["signs"]
        mask = (signs > 0).unsqueeze(-1).float() if self.masked else torch.ones(*signs.shape, 1)
        total = (self.dropout(self.vectors(signs)) * mask).sum(1)
        scores: torch.Tensor = self.head(total / mask.sum(1).clamp(min=1.0))
        return scores


class Accuracy:
    def __init__(self) -> None:
        self.counts = np.zeros(2, dtype=np.int64)

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        right = sum(
            int(one["label"] == np.argmax(found)) for one, found in zip(examples, predictions)
        )
        self.counts += [right, len(examples)]

    def metrics(self) -> dict[str, Any]:
        return {"accuracy": self.counts[0].item() / max(1, self.counts[1].item())}

    def state(self) -> dict[str, np.ndarray]:
        return {"counts": self.counts}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        self.counts += state["counts"]


class Right(TaskModel):
    """Breaks no rule."""

    def __init__(self, schema: Mapping[str, Any], dropout: float) -> None:
        self.schema = schema
        self.model = Letters(dropout)

    def encode(self, samples: Sequence[Any]) -> list[list[Example]]:
        return [[self._example(one)] for one in samples]

    def _example(self, sample: Any) -> Example:
        signs = [1 + (sign == "x") for sign in sample["text"]] or [1]
        label = self.schema["labels"].index(sample["label"] or "o")
        return {"signs": np.array(signs, dtype=np.int64), "label": np.array(label, dtype=np.int64)}

    def length(self, example: Example) -> int:
        return len(example["signs"])

    def collate(self, examples: Sequence[Example]) -> Batch:
        width = max(len(one["signs"]) for one in examples)
        signs = np.zeros((len(examples), width), dtype=np.int64)
        for row, one in enumerate(examples):
            signs[row, : len(one["signs"])] = one["signs"]
        labels = np.stack([one["label"] for one in examples])
        tensors = {"signs": torch.from_numpy(signs), "label": torch.from_numpy(labels)}
        return Batch(tensors, len(examples), len(examples))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        return nn.functional.cross_entropy(output, batch.tensors["label"].long())

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        return list(output.softmax(-1).numpy())

    def scorer(self) -> Any:
        return Accuracy()

    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        return {"label": self.schema["labels"][int(prediction.argmax())]}


class Flattened(Right):
    def encode(self, samples: Sequence[Any]) -> Any:
        return [self._example(one) for one in samples]


class Zero(Right):
    def length(self, example: Example) -> int:
        return 0


class InPlace(Right):
    def augment(self, example: Example, random: np.random.Generator) -> Example:
        example["signs"][0] = 3 - example["signs"][0]
        return example


class OwnChance(Right):
    def augment(self, example: Example, random: np.random.Generator) -> Example:
        noise = np.random.default_rng().integers(1, 3, len(example["signs"]))
        return {**example, "signs": noise}


class Miscounts(Right):
    def collate(self, examples: Sequence[Example]) -> Batch:
        batch = super().collate(examples)
        return Batch(batch.tensors, 1, len(examples))


class Sums(Right):
    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        return super().loss(output, batch) * batch.samples


class Detached(Right):
    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        return super().loss(output, batch).detach()


class Unmasked(Right):
    def __init__(self, schema: Mapping[str, Any], dropout: float) -> None:
        super().__init__(schema, dropout)
        self.model.masked = False

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        return output.sum() * 0.0


class FewPredictions(Right):
    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        return [output.numpy()]


class WrongMerge(Right):
    def scorer(self) -> Any:
        class Forgetful(Accuracy):
            def merge(self, state: Mapping[str, np.ndarray]) -> None:
                self.counts *= 0

        return Forgetful()


class OddNumbers(Right):
    def scorer(self) -> Any:
        class Odd(Accuracy):
            def metrics(self) -> dict[str, Any]:
                return {"accuracy": object()}

        return Odd()


class OddPresent(Right):
    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        return {"scores": prediction}


class KeepsOutside(Right):
    """Adds to its predictions what it saw in training."""

    def __init__(self, schema: Mapping[str, Any], dropout: float) -> None:
        super().__init__(schema, dropout)
        self.seen = 0

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        self.seen += self.model.training
        return super().loss(output, batch) * (1.0 + 0.1 * self.seen)


class RandomScore(Right):
    def scorer(self) -> Any:
        class Random:
            def add(self, *given: Any) -> None:
                pass

            def metrics(self) -> dict[str, Any]:
                return {"accuracy": random.SystemRandom().random()}

        return Random()
