"""Describe text classification to the framework."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import Field

from training.config import LossConfig, Section
from training.core.data.dataset import Record
from training.core.losses.distillation import DistillationOptions
from training.core.tasks.class_weights import ClassWeights, balanced_weights, named_weights
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
    loss: LossConfig = LossConfig()
    """What is minimised."""
    class_weights: ClassWeights = "none"
    """Whether rare labels count for more in the loss (`balanced`), or weights by label, such as
    `{spam: 3}`, 1 for the others."""
    class_weight_smoothing: float = Field(default=0.5, ge=0.0, le=1.0)
    """From 0, where every label counts as much as any other, to 1, where every text does."""
    label_smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of each target that is spread over all labels."""
    teacher: Path | None = None
    """Run, or exported model, whose probabilities are learned beside the labels (distillation); the
    training split may hold texts without a label then."""
    distillation: DistillationOptions = DistillationOptions()
    """How the teacher counts."""
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
        labelled = self._labelled(train)
        counts = label_counts(labelled)
        labels = self._options.labels or sorted(counts.keys() | label_counts(held_out).keys())
        if len(labels) < 2:
            raise DataError(_nothing_to_choose(labels))
        if not counts.keys() <= set(labels):
            require_labels(labelled, labels)
        weights = self._class_weights(labels, counts)
        return {"labels": labels} | ({} if weights is None else {"class_weights": weights})

    def is_for_teacher_alone(self, sample: LabelledText) -> bool:
        """Return whether there is a teacher, and nothing in the record that may be a label."""
        return self._options.teacher is not None and sample.label is None and not sample.hint

    def _labelled(self, samples: Sequence[LabelledText]) -> Sequence[LabelledText]:
        if self._options.teacher is None:
            return samples
        return [sample for sample in samples if not self.is_for_teacher_alone(sample)]

    def _class_weights(
        self, labels: Sequence[str], counts: Mapping[str, int]
    ) -> list[float] | None:
        asked = self._options.class_weights
        if isinstance(asked, Mapping):
            return named_weights(asked, labels)
        if asked == "none":
            return None
        occurrences = [counts.get(label, 0) for label in labels]
        return balanced_weights(occurrences, self._options.class_weight_smoothing)

    def check(self, samples: Sequence[LabelledText], schema: Mapping[str, Any]) -> None:
        """Refuse texts without a label, or with one that the schema lacks."""
        require_labels(samples, schema["labels"])

    def inputs_of(self, sample: LabelledText) -> str:
        """Return the text."""
        return sample.text

    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Put a classifier on the encoder."""
        from training.core.losses.build import build_loss
        from training.core.tasks.text.limits import TextLimits
        from training.core.tasks.text.schema import require_text_schema
        from training.core.tasks.text_classification.classifier import TextClassifier
        from training.core.tasks.text_classification.task_model import TextClassificationModel

        require_text_schema(schema)
        options = self._options
        limits = TextLimits(options.max_length, options.stride, options.word_dropout)
        model = TextClassifier(encoder, len(schema["labels"]), options.pooling, options.dropout)
        loss = build_loss(options, schema["labels"])
        return TextClassificationModel(schema, model, limits, loss)

    @property
    def _options(self) -> TextClassificationOptions:
        return cast("TextClassificationOptions", self.settings)


def _nothing_to_choose(labels: Sequence[str]) -> str:
    if not labels:
        return (
            "No training text has a label. Label some of them, or name the labels (`task.labels`)."
        )
    return (
        f"Every training text has the label `{labels[0]}`, so there is nothing to choose. "
        "Bring texts of at least two labels."
    )
