"""The backbone: fully connected layers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from pydantic import Field

from training.config import Section
from training.core.backbones import Backbone


class MlpOptions(Section):
    """Keys of `model` for the backbone `mlp`."""

    width: int = Field(default=32, ge=1)
    """Length of the hidden layers."""


class MlpBackbone(Backbone):
    """Two layers whose input size is set by the first batch."""

    inputs = "table"
    options = MlpOptions
    defaults = {"training": {"learning_rate": 1e-2, "epochs": 40, "batch_size": 32}}

    def fit(self, inputs: Iterable[dict[str, float]]) -> Any:
        """Return layers for the columns of the first row."""
        return self._layers(len(next(iter(inputs))))

    def load(self, folder: Path) -> Any:
        """Return layers for as many columns as were exported."""
        return self._layers(int((folder / "columns.txt").read_text(encoding="utf-8")))

    def _layers(self, columns: int) -> Any:
        from torch import nn

        width = cast("MlpOptions", self.settings).width
        layers = nn.Sequential(
            nn.Linear(columns, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
        )
        layers.size = width
        return layers
