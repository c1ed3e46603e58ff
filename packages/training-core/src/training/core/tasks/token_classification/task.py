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
from training.core.tasks.class_weights import balanced_weights, named_weights
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
        labelled = self._labelled(train)
        found = _labels_of(labelled)
        if not found and not self._options.labels:
            raise DataError(
                "No training document has an annotated span, so there is no entity type to learn."
            )
        labels = self._options.labels or sorted(found | _labels_of(held_out))
        splitting = self._splitting(train)
        schema: dict[str, Any] = {"labels": labels, "words": splitting}
        if self._options.labels:
            self.check(labelled, schema)
        weights = self._class_weights(labelled, TagSet(labels), splitting)
        return schema | ({} if weights is None else {"class_weights": weights})

    def is_for_teacher_alone(self, sample: Document) -> bool:
        """Return whether there is a teacher, and nothing in the record that may be annotations."""
        return self._options.teacher is not None and sample.is_bare

    def _labelled(self, samples: Sequence[Document]) -> Sequence[Document]:
        if self._options.teacher is None:
            return samples
        return [sample for sample in samples if not self.is_for_teacher_alone(sample)]

    def _class_weights(
        self, train: Sequence[Document], tags: TagSet, splitting: Splitting
    ) -> list[float] | None:
        asked = self._options.class_weights
        if isinstance(asked, Mapping):
            outside, *others = named_weights(asked, ["O", *tags.labels])
            return [outside, *(weight for weight in others for _ in "BI")]
        if asked == "none":
            return None
        counts = tag_counts(train, tags, splitting)
        return balanced_weights(counts, self._options.class_weight_smoothing)

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
