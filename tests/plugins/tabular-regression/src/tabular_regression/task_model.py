"""The model and how it is fed and scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from tabular_regression.task import Row
from training.core.tasks.task_model import Batch, Example, Metrics, TaskModel


class Regressor(nn.Module):
    """An encoder with one output."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.size, 1)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the scaled prediction of each row, shape [batch]."""
        return self.head(self.encoder(tensors["features"])).squeeze(-1)


class RegressionScorer:
    """Sums from which the errors follow.

    Args:
        mean: Mean of the training targets.
        spread: Their standard deviation.
    """

    def __init__(self, mean: float, spread: float) -> None:
        self._mean, self._spread = mean, spread
        self._sums = np.zeros(4)

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        """Count some rows."""
        scaled = np.array([one["target"] for one in examples], dtype=np.float64)
        true = scaled * self._spread + self._mean
        error = np.asarray(predictions, dtype=np.float64) - true
        self._sums += [len(true), true.sum(), (true**2).sum(), (error**2).sum()]

    def metrics(self) -> Metrics:
        """Return the root mean squared error and the share of variance explained."""
        count, total, squares, errors = self._sums.tolist()
        variance = squares / count - (total / count) ** 2 or 1.0
        return {"rmse": (errors / count) ** 0.5, "r2": 1.0 - errors / count / variance}


class RegressionModel(TaskModel):
    """Learns on scaled numbers, speaks in the original ones."""

    def __init__(self, schema: Mapping[str, Any], encoder: Any) -> None:
        self.schema = schema
        self.model = Regressor(encoder)
        self._mean, self._spread = schema["target"]

    def encode(self, samples: Sequence[Row]) -> list[list[Example]]:
        """Scale rows; each is one example."""
        return [[self._scaled(row)] for row in samples]

    def _scaled(self, sample: Row) -> Example:
        scaled = [
            (sample.features[name] - mean) / spread
            for name, (mean, spread) in sorted(self.schema["scales"].items())
        ]
        target = self._mean if sample.target is None else sample.target
        scaled_target = np.array((target - self._mean) / self._spread, dtype=np.float32)
        return {"features": np.array(scaled, dtype=np.float32), "target": scaled_target}

    def length(self, example: Example) -> int:
        """Every row is of the same size."""
        return 1

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Stack rows."""
        names = ("features", "target")
        stacked = {name: np.stack([one[name] for one in examples]) for name in names}
        tensors = {name: torch.from_numpy(array) for name, array in stacked.items()}
        return Batch(tensors, len(examples), len(examples))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the mean squared error of scaled targets."""
        return nn.functional.mse_loss(output, batch.tensors["target"])

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return one number a row, in the target's own unit."""
        return list(output.cpu().numpy() * self._spread + self._mean)

    def scorer(self) -> RegressionScorer:
        """Return what scores numbers in the target's own unit."""
        return RegressionScorer(self._mean, self._spread)

    def present(self, sample: Row, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return the row's numbers and the prediction."""
        return {"features": sample.features, "prediction": float(prediction)}

    def save_assets(self, folder: Path) -> None:
        """Write how many columns there are."""
        text = str(len(self.schema["columns"]))
        (folder / "columns.txt").write_text(text, encoding="utf-8")
