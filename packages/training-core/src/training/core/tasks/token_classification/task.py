"""Describe token classification to the framework."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from training.core.data.dataset import Record
from training.core.data.documents import (
    Document,
    DocumentError,
    parse_document,
    require_annotations,
)
from training.core.data.words import Splitting, coarsest_splitting, word_bounds
from training.core.tasks.class_weights import balanced_weights
from training.core.tasks.task import Metric, Remark, Task
from training.core.tasks.token_classification.options import TokenClassificationOptions
from training.core.tasks.token_classification.tags import TagSet
from training.core.tasks.token_classification.word_remarks import word_remarks
from training.errors import DataError, suggestion

if TYPE_CHECKING:
    from training.core.tasks.task_model import TaskModel


class TokenClassification(Task):
    """Finds labelled spans in documents."""

    inputs = "text"
    default_backbone = "bilstm"
    metric = Metric("f1", "max")
    metrics = ("f1", "precision", "recall", "entity-macro-f1", "macro-f1", "macro-f1-span")
    ranges = {**dict.fromkeys(metrics, (0.0, 1.0)), "loss": (0.0, math.inf)}
    options = TokenClassificationOptions
    encoding_keys = (
        "labels",
        "max_document_chars",
        "max_length",
        "stride",
        "words",
        "class_weights",
        "class_weight_smoothing",
    )

    def parse(self, record: Record) -> Document:
        """Understand a record as a document of bearable length."""
        document = parse_document(record)
        limit = self._options.max_document_chars
        if len(document.text) > limit:
            raise DocumentError(
                f"{record.place}: the document has {len(document.text):,} characters, and "
                f"`task.max_document_chars` allows {limit:,}. Split it into shorter documents, "
                "or raise the limit if memory allows.",
                "document too long",
            )
        return document

    def fit_schema(self, samples: Sequence[Document]) -> dict[str, Any]:
        """Return the entity types, sorted unless the options list them, and the marks of words."""
        return self.fit_split_schema(samples, ())

    def fit_split_schema(
        self, train: Sequence[Document], held_out: Sequence[Document]
    ) -> dict[str, Any]:
        """Return the schema of the training documents, with the entity types of all."""
        found = _labels_of(train)
        if not found and not self._options.labels:
            raise DataError(
                "No training document has an annotated span, so there is no entity type to learn."
            )
        labels = self._options.labels or sorted(found | _labels_of(held_out))
        splitting = self._splitting(train)
        schema: dict[str, Any] = {"labels": labels, "words": splitting}
        if self._options.labels:
            self.check(train, schema)
        if self._options.class_weights == "balanced":
            counts = tag_counts(train, TagSet(labels), splitting)
            schema["class_weights"] = balanced_weights(counts, self._options.class_weight_smoothing)
        return schema

    def remarks(self, train: Sequence[Document], schema: Mapping[str, Any]) -> list[Remark]:
        """Return remarks on spans that do not fit the words of their texts."""
        return word_remarks(train, is_chosen=self._options.words == "auto")

    def strata(self, sample: Document) -> Collection[str]:
        """Return the entity types that occur in the document."""
        return {span.label for span in sample.spans}

    def check(self, samples: Sequence[Document], schema: Mapping[str, Any]) -> None:
        """Refuse documents without annotations, and spans with a label that the schema lacks."""
        known = set(schema["labels"])
        for document in samples:
            require_annotations(document)
            for span in document.spans:
                if span.label not in known:
                    raise DataError(_unknown_label(document, span.label, schema["labels"]))

    def inputs_of(self, sample: Document) -> str:
        """Return the text."""
        return sample.text

    def build(self, schema: Mapping[str, Any], encoder: Any) -> TaskModel:
        """Put the chosen head on the encoder."""
        from training.core.tasks.text.limits import TextLimits
        from training.core.tasks.text.schema import require_text_schema
        from training.core.tasks.token_classification.heads.build import build_head
        from training.core.tasks.token_classification.task_model import TokenClassificationModel

        require_text_schema(schema)
        options = self._options
        limits = TextLimits(options.max_length, options.stride, options.word_dropout)
        head = build_head(options, schema, encoder.size)
        return TokenClassificationModel(
            schema, encoder, head, limits, options.scoring, options.dropout
        )

    def _splitting(self, samples: Sequence[Document]) -> Splitting:
        asked = self._options.words
        return coarsest_splitting(samples) if asked == "auto" else asked

    @property
    def _options(self) -> TokenClassificationOptions:
        return cast("TokenClassificationOptions", self.settings)


def _labels_of(documents: Sequence[Document]) -> set[str]:
    """Return the entity types that occur; a document without annotations is refused."""
    found: set[str] = set()
    for document in documents:
        require_annotations(document)
        found.update(span.label for span in document.spans)
    return found


def _unknown_label(document: Document, label: str, labels: Sequence[str]) -> str:
    return (
        f"{document.place}: unknown label `{label}`.{suggestion(label, labels)} "
        f"Known labels: {', '.join(labels)} (`task.labels`)."
    )


def tag_counts(documents: Iterable[Document], tags: TagSet, splitting: Splitting) -> np.ndarray:
    """Return how many words have each tag, int64 of shape [tags]."""
    counts = np.zeros(len(tags), dtype=np.int64)
    for document in documents:
        starts, ends = word_bounds(document.text, splitting).T
        found = tags.encode(document.spans, starts, ends)
        counts += np.bincount(found, minlength=len(tags))
    return counts
