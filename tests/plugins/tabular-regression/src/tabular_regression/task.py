"""The task: rows in, numbers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.core.data import Record
from training.core.tasks import Metric, Task
from training.errors import DataError

if TYPE_CHECKING:
    from training.core.tasks.task_model import TaskModel


@dataclass(frozen=True)
class Row:
    """Numbers of a row by column, and the number to predict (None when it is not known)."""

    features: dict[str, float]
    target: float | None
    place: str


class TabularRegression(Task):
    """Predicts one number for each row."""

    inputs = "table"
    default_backbone = "mlp"
    metric = Metric("rmse", "min")

    def parse(self, record: Record) -> Row:
        """Understand a record as a row of numbers."""
        values = record.values
        try:
            features = {name: float(value) for name, value in values["features"].items()}
            target = values.get("target")
            return Row(features, None if target is None else float(target), record.place)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{record.place}: not a row of numbers: {error}.") from error

    def fit_schema(self, samples: Sequence[Row]) -> dict[str, Any]:
        """Return the columns with their mean and spread, and those of the target."""
        columns = sorted(samples[0].features)
        values = {name: [row.features[name] for row in samples] for name in columns}
        targets = [row.target for row in samples if row.target is not None]
        if len(targets) < len(samples):
            raise DataError(f"{samples[0].place}: a training row has no target (`data.target`).")
        scales = {name: _mean_and_spread(found) for name, found in values.items()}
        return {"columns": columns, "scales": scales, "target": _mean_and_spread(targets)}

    def inputs_of(self, sample: Row) -> dict[str, float]:
        """Return the numbers the backbone sees."""
        return sample.features

    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Put one output on the encoder."""
        from tabular_regression.task_model import RegressionModel

        return RegressionModel(schema, encoder)


def _mean_and_spread(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    return [mean, variance**0.5 or 1.0]
