"""Describe text classification to the framework."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import Field

from training.config import Section
from training.core.data.dataset import Record
from training.core.tasks.class_weights import balanced_weights
from training.core.tasks.task import Metric, Task
from training.core.tasks.text_classification.labelled_texts import (
    LabelledText,
    label_counts,
    parse_labelled_text,
    require_labels,
)
from training.errors import DataError

if TYPE_CHECKING:
    from training.core.tasks.task_model import TaskModel


class TextClassificationOptions(Section):
    """Keys of `task` for `text-classification`."""

    labels: list[str] | None = Field(default=None, min_length=2)
    """Labels to choose from; by default those that occur in the training split."""
    max_document_chars: int = Field(default=1_000_000, ge=1)
    """Longer texts are refused: they are most often several texts in one."""
    max_length: int | None = Field(default=None, ge=8)
    """Most tokens that are read at a time; longer texts are read in windows."""
    stride: int = Field(default=32, ge=0)
    """Tokens that neighbouring windows both read."""
    pooling: Literal["mean", "max", "first"] = "mean"
    """How the vectors of a text's tokens become one: their mean, maximum, or the first alone."""
    class_weights: Literal["none", "balanced"] = "none"
    """Whether rare labels count for more in the loss."""
    class_weight_smoothing: float = Field(default=0.5, ge=0.0, le=1.0)
    """From 0, where every label counts as much as any other, to 1, where every text does."""
    label_smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of each target that is spread over all labels."""
    dropout: float = Field(default=0.2, ge=0.0, lt=1.0)
    """Share of the values of a text's vector that are dropped while training."""
    word_dropout: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of the words hidden while training."""


class TextClassification(Task):
    """Chooses one label for each text."""

    inputs = "text"
    default_backbone = "bilstm"
    metric = Metric("macro-f1", "max")
    metrics = ("macro-f1", "accuracy", "micro-f1")
    ranges = {**dict.fromkeys(metrics, (0.0, 1.0)), "loss": (0.0, math.inf)}
    options = TextClassificationOptions
    encoding_keys = (
        "labels",
        "max_document_chars",
        "max_length",
        "stride",
        "class_weights",
        "class_weight_smoothing",
    )

    def parse(self, record: Record) -> LabelledText:
        """Understand a record as a text of bearable length, with its label if there is one."""
        sample = parse_labelled_text(record)
        limit = self._options.max_document_chars
        if len(sample.text) > limit:
            raise DataError(
                f"{record.place}: the text has {len(sample.text):,} characters, and "
                f"`task.max_document_chars` allows {limit:,}. Split it into shorter texts, or "
                "raise the limit if memory allows."
            )
        return sample

    def fit_schema(self, samples: Sequence[LabelledText]) -> dict[str, Any]:
        """Return the labels, sorted unless the options list them."""
        return self.fit_split_schema(samples, ())

    def fit_split_schema(
        self, train: Sequence[LabelledText], held_out: Sequence[LabelledText]
    ) -> dict[str, Any]:
        """Return the schema of the training texts, with the labels of all."""
        counts = label_counts(train)
        labels = self._options.labels or sorted(counts.keys() | label_counts(held_out).keys())
        if len(labels) < 2:
            raise DataError(
                f"Every training text has the label `{labels[0]}`, so there is nothing to choose. "
                "Bring texts of at least two labels."
            )
        if not counts.keys() <= set(labels):
            require_labels(train, labels)
        schema: dict[str, Any] = {"labels": labels}
        if self._options.class_weights == "balanced":
            occurrences = [counts[label] for label in labels]
            smoothing = self._options.class_weight_smoothing
            schema["class_weights"] = balanced_weights(occurrences, smoothing)
        return schema

    def check(self, samples: Sequence[LabelledText], schema: Mapping[str, Any]) -> None:
        """Refuse texts without a label, or with one that the schema lacks."""
        require_labels(samples, schema["labels"])

    def inputs_of(self, sample: LabelledText) -> str:
        """Return the text."""
        return sample.text

    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Put a classifier on the encoder."""
        from training.core.tasks.text.limits import TextLimits
        from training.core.tasks.text.schema import require_text_schema
        from training.core.tasks.text_classification.classifier import TextClassifier
        from training.core.tasks.text_classification.task_model import TextClassificationModel

        require_text_schema(schema)
        options = self._options
        limits = TextLimits(options.max_length, options.stride, options.word_dropout)
        model = TextClassifier(encoder, len(schema["labels"]), options.pooling, options.dropout)
        return TextClassificationModel(schema, model, limits, options.label_smoothing)

    @property
    def _options(self) -> TextClassificationOptions:
        return cast("TextClassificationOptions", self.settings)
