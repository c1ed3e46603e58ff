"""A task small enough for a fit of milliseconds: points of the plane and their quadrant."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from training.config import Section
from training.core.backbones import Backbone
from training.core.data.dataset import Dataset, Record
from training.core.tasks.task import Metric, Task
from training.errors import DataError

if TYPE_CHECKING:
    from training.core.tasks.task_model import TaskModel

FEATURES = 4


@dataclass(frozen=True)
class Point:
    """A point and the class it belongs to."""

    features: tuple[float, ...]
    label: str | None


class LayerOptions(Section):
    """Keys of `model` for the backbone of the kit."""

    dropout: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of values dropped."""


class Layers(Backbone):
    """A fully connected layer in 64 bits, so that rounding does not hide differences."""

    inputs = "points"
    options = LayerOptions

    def fit(self, inputs: Iterable[Any]) -> Any:
        """Return new layers."""
        return self._layers()

    def load(self, folder: Path) -> Any:
        """Return layers of the same shape."""
        return self._layers()

    def _layers(self) -> Any:
        from training.core.io.torch import nn
        from training.testing.harness.points_model import WIDTH

        settings: Any = self.settings
        return nn.Sequential(
            nn.Linear(FEATURES, WIDTH), nn.Tanh(), nn.Dropout(settings.dropout)
        ).double()


class Points(Task):
    """Tells in which of three classes a point is."""

    inputs = "points"
    default_backbone = "kit-layers"
    metric = Metric("accuracy", "max")

    def parse(self, record: Record) -> Point:
        """Understand a record as a point."""
        try:
            return Point(tuple(map(float, record.values["features"])), record.values.get("label"))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{record.place}: no point: {error!r}.") from error

    def fit_schema(self, samples: Sequence[Point]) -> dict[str, Any]:
        """Return the classes."""
        return {"labels": sorted({one.label for one in samples if one.label is not None})}

    def inputs_of(self, sample: Point) -> Any:
        """Return the features."""
        return sample.features

    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Put a linear layer on the encoder."""
        from training.testing.harness.points_model import PointsModel

        return PointsModel(schema, encoder)


def points(train: int = 16, held_out: int = 8) -> Dataset[Record]:
    """Return points in three classes, the same ones each time."""
    chance = random.Random(7)
    made = [_point(chance, number) for number in range(train + 2 * held_out)]
    validation, test = made[train : train + held_out], made[train + held_out :]
    return Dataset(made[:train], validation, test, "points of the kit")


def _point(chance: random.Random, number: int) -> Record:
    features = [chance.gauss(0.0, 1.0) for _ in range(FEATURES)]
    label = "abc"[max(range(3), key=lambda place: features[place])]
    return Record({"features": features, "label": label}, f"points:{number + 1}")
