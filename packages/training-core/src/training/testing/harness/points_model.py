"""The task model of the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from training.core.io.torch import nn, torch
from training.core.tasks.task_model import Batch, Example, Metrics, TaskModel

if TYPE_CHECKING:
    from training.testing.harness.points import Point

WIDTH = 6
"""Numbers that the backbone of the kit gives for each point."""


class _Classifier(nn.Module):
    def __init__(self, encoder: Any, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(WIDTH, labels).double()

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        scores: torch.Tensor = self.head(self.encoder(tensors["features"]))
        return scores


class _Accuracy:
    def __init__(self) -> None:
        self._counts = np.zeros(2, dtype=np.int64)

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        right = sum(int(one["label"]) == int(found) for one, found in zip(examples, predictions))
        self._counts += [right, len(examples)]

    def metrics(self) -> Metrics:
        right, total = self._counts.tolist()
        return {"accuracy": right / max(1, total)}

    def state(self) -> dict[str, np.ndarray]:
        return {"counts": self._counts}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        self._counts += state["counts"]


class PointsModel(TaskModel):
    """Feeds and scores points."""

    def __init__(self, schema: Mapping[str, Any], encoder: Any) -> None:
        self.schema = schema
        self._labels = list(schema["labels"])
        self.model = _Classifier(encoder, len(self._labels))

    def encode(self, samples: Sequence[Point]) -> list[list[Example]]:
        """Return one example for each point."""
        return [[self._example(one)] for one in samples]

    def _example(self, point: Point) -> Example:
        label = self._labels.index(point.label) if point.label in self._labels else 0
        features = np.array(point.features, dtype=np.float64)
        return {"features": features, "label": np.array(label, dtype=np.int64)}

    def length(self, example: Example) -> int:
        """Return 1: every point is of the same size."""
        return 1

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Stack points."""
        names = ("features", "label")
        tensors = {
            name: torch.from_numpy(np.stack([one[name] for one in examples])) for name in names
        }
        return Batch(tensors, len(examples), len(examples))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the cross-entropy."""
        return nn.functional.cross_entropy(output, batch.tensors["label"].long())

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the number of the likeliest class."""
        return list(output.argmax(-1).cpu().numpy())

    def scorer(self) -> _Accuracy:
        """Return what counts right answers."""
        return _Accuracy()

    def present(self, sample: Point, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return the class."""
        return {"label": self._labels[int(prediction)]}
