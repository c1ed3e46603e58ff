"""Tasks that each break one rule, and one that breaks none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import Field

from training.config import Section
from training.core.data import Record
from training.core.tasks import Metric, Task
from training.errors import DataError


class LineOptions(Section):
    """Keys of `task`."""

    dropout: float = Field(default=0.2, ge=0.0, lt=1.0)
    """Share of characters' vectors dropped."""


class Right(Task):
    """Tells which of two signs a line has more of."""

    inputs = "text"
    options = LineOptions
    default_backbone = "transformer"
    metric = Metric("accuracy", "max")
    variant: Any = None

    def parse(self, record: Record) -> dict[str, Any]:
        values = record.values
        if not isinstance(values, dict) or not isinstance(values.get("text"), str):
            raise DataError(f"{record.place}: no line: it needs `text`.")
        label = values.get("label")
        if label is not None and label not in ("x", "o"):
            raise DataError(f"{record.place}: the label must be `x` or `o`, not {label!r}.")
        return {"text": values["text"], "label": label}

    def fit_schema(self, samples: Sequence[Any]) -> dict[str, Any]:
        return {"labels": ["o", "x"]}

    def inputs_of(self, sample: Any) -> Any:
        return sample["text"]

    def build(self, schema: Mapping[str, Any], encoder: Any) -> Any:
        from tests.testing.wrong import task_models

        settings: Any = self.settings
        kind = getattr(task_models, self.variant or "Right")
        return kind(schema, settings.dropout)


class RawErrors(Right):
    """Lets the errors of Python through."""

    def parse(self, record: Record) -> dict[str, Any]:
        return {"text": str(record.values["text"]), "label": record.values["label"]}


class Nameless(Right):
    """Does not say which record is wrong."""

    def parse(self, record: Record) -> dict[str, Any]:
        try:
            return super().parse(record)
        except DataError as error:
            raise DataError("a record is wrong") from error


class OddSchema(Right):
    """Has a set in its schema."""

    def fit_schema(self, samples: Sequence[Any]) -> dict[str, Any]:
        return {"labels": {"o", "x"}}


class OddStrata(Right):
    """Returns a text where a collection of texts is asked for."""

    def strata(self, sample: Any) -> Collection[str]:
        return "x"


class NoMetric(Right):
    """Says a metric that is none."""

    metric = "accuracy"  # type: ignore[assignment]


class Unreported(Right):
    """Selects by a metric that nobody reports."""

    metric = Metric("f1", "max")


class Flattened(Right):
    """Encodes to a flat list."""

    variant = "Flattened"


class Zero(Right):
    """Has examples without a length."""

    variant = "Zero"


class InPlace(Right):
    """Augments in place."""

    variant = "InPlace"


class OwnChance(Right):
    """Augments by a generator of its own."""

    variant = "OwnChance"


class Miscounts(Right):
    """Counts one sample in each batch."""

    variant = "Miscounts"


class Sums(Right):
    """Sums the loss."""

    variant = "Sums"


class Detached(Right):
    """Returns a loss without a gradient."""

    variant = "Detached"


class Unmasked(Right):
    """Lets the padding count in the mean."""

    variant = "Unmasked"


class FewPredictions(Right):
    """Returns one prediction for the whole batch."""

    variant = "FewPredictions"


class WrongMerge(Right):
    """Merges nothing."""

    variant = "WrongMerge"


class OddNumbers(Right):
    """Reports an object."""

    variant = "OddNumbers"


class OddPresent(Right):
    """Presents an array."""

    variant = "OddPresent"


class KeepsOutside(Right):
    """Keeps what it learned outside the model."""

    variant = "KeepsOutside"


class RandomScore(Right):
    """Reports another number each time."""

    variant = "RandomScore"
