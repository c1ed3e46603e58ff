"""The model and how it is fed and scored."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from tabular_regression.task import Row
from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics


class Regressor(nn.Module):
    """An encoder with one output."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.size, 1)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the scaled prediction of each row, shape [batch]."""
        return self.head(self.encoder(tensors["features"])).squeeze(-1)


class RegressionLearner(Learner):
    """Learns on scaled numbers, speaks in the original ones."""

    def __init__(self, schema: Mapping[str, Any], encoder: Any) -> None:
        self.schema = schema
        self.model = Regressor(encoder)
        self._mean, self._spread = schema["target"]

    def encode(self, sample: Row) -> Example:
        """Scale a row."""
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

    def score(
        self,
        samples: Sequence[Row],
        examples: Sequence[Example],
        predictions: Sequence[np.ndarray],
    ) -> Metrics:
        """Return the root mean squared error and the share of variance explained."""
        true = np.array([row.target for row in samples], dtype=np.float64)
        error = np.asarray(predictions, dtype=np.float64) - true
        variance = float(((true - true.mean()) ** 2).mean()) or 1.0
        squared = float((error**2).mean())
        return {"rmse": squared**0.5, "r2": 1.0 - squared / variance}

    def present(self, sample: Row, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return the row's numbers and the prediction."""
        return {"features": sample.features, "prediction": float(prediction)}

    def save_assets(self, folder: Path) -> None:
        """Write how many columns there are."""
        text = str(len(self.schema["columns"]))
        (folder / "columns.txt").write_text(text, encoding="utf-8")
