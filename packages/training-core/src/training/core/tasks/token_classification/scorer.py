"""The numbers of a token classification evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from training.core.data.documents import Span
from training.core.metrics.entities.counts import EntityCounts
from training.core.metrics.entities.entities import entities_of
from training.core.metrics.entities.f1 import EntityScores
from training.core.metrics.entities.score import score_spans
from training.core.metrics.entities.tag_table import Scheme, TagTable

if TYPE_CHECKING:
    from training.core.tasks.task_model import Example, Metrics


class TagCounts:
    """Counts of the tags of words, from which their F1 follows, while data streams by.

    Args:
        tags: Number of tags.
    """

    def __init__(self, tags: int) -> None:
        self._true = np.zeros(tags, dtype=np.int64)
        self._predicted = np.zeros(tags, dtype=np.int64)
        self._right = np.zeros(tags, dtype=np.int64)

    def add(self, true: np.ndarray, predicted: np.ndarray) -> None:
        """Count the words whose true tag is known.

        Args:
            true: Tag ids, negative where unknown, shape [words].
            predicted: Tag ids, shape [words].
        """
        known = true >= 0
        if not known.all():
            true, predicted = true[known], predicted[known]
        tags = len(self._true)
        self._true += np.bincount(true, minlength=tags)
        self._predicted += np.bincount(predicted, minlength=tags)
        self._right += np.bincount(true[true == predicted], minlength=tags)

    def state(self) -> np.ndarray:
        """Return true, predicted and right words by tag, int64 of shape [3, tags]."""
        return np.stack([self._true, self._predicted, self._right])

    def merge(self, state: np.ndarray) -> None:
        """Add what other `TagCounts` of the same tags have counted."""
        self._true += state[0]
        self._predicted += state[1]
        self._right += state[2]

    def macro_f1(self) -> float:
        """Return the mean F1 of the tags that occur among the true ones, `O` included."""
        present = self._true > 0
        if not present.any():
            return 0.0
        f1 = 2 * self._right[present] / (self._true + self._predicted)[present]
        return float(f1.mean())


class TokenClassificationScorer:
    """Scores whole texts while they stream by: entities on characters, tags on words.

    Args:
        table: What tag ids mean, and how predicted tags become entities.
    """

    def __init__(self, table: TagTable) -> None:
        self._table = table
        self._entities = EntityCounts(table.types)
        self._tags = TagCounts(len(table))

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        """Count the entities and tags of whole texts.

        Args:
            examples: Each with `starts` and `ends` (characters of its words) and `tags` (negative
                where unknown), all int64 of shape [words], and `spans` as people marked them, int64
                of shape [spans, 3]: start, end, type index.
            predictions: Tag ids of each text, int64 of shape [words].
        """
        if not examples:
            return
        tags, starts, ends = (
            np.concatenate([example[name] for example in examples])
            for name in ("tags", "starts", "ends")
        )
        predicted = np.concatenate(predictions)
        offsets = np.cumsum([0, *map(len, predictions)])
        found = entities_of(predicted, offsets, self._table)
        self._tags.add(tags, predicted)
        self._entities.add(_marked(examples), _on_characters(found, offsets, starts, ends))

    def state(self) -> dict[str, np.ndarray]:
        """Return all counts."""
        return {"entities": self._entities.state(), "tags": self._tags.state()}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another scorer of the same table has counted."""
        self._entities.merge(state["entities"])
        self._tags.merge(state["tags"])

    def metrics(self) -> Metrics:
        """Return the numbers of all that was counted."""
        numbers = metrics_of(self._entities.scores(), self._table.scheme)
        return {**numbers, "macro-f1": self._tags.macro_f1()}


def metrics_of(scores: EntityScores, scheme: Scheme) -> Metrics:
    """Return entity scores by the names that they have among metrics.

    Args:
        scores: Scores of entities.
        scheme: How tags became entities; it stands beside the numbers, since the schemes differ by
            points on ill-formed tags.

    Returns:
        `f1`, `precision` and `recall` over all entities, `macro-f1-span` (the old name of `f1`),
        `entity-macro-f1` (the unweighted mean of the F1 of the types), `scheme`, and `per_entity`
        with `precision`, `recall`, `f1` and `support` of each type.
    """
    return {
        "f1": scores.micro.f1,
        "precision": scores.micro.precision,
        "recall": scores.micro.recall,
        "macro-f1-span": scores.micro.f1,
        "entity-macro-f1": scores.macro.f1,
        "scheme": scheme,
        "per_entity": table_of(scores),
    }


def table_of(scores: EntityScores) -> dict[str, dict[str, float]]:
    """Return `precision`, `recall`, `f1` and `support` of each entity type."""
    return {label: score._asdict() for label, score in scores.per_type.items()}


def token_macro_f1(true: np.ndarray, predicted: np.ndarray, tags: int) -> float:
    """Return the mean F1 of the tags that occur among the true ones, `O` included.

    Args:
        true: Tag ids, negative where unknown, shape [tokens].
        predicted: Tag ids, shape [tokens].
        tags: Number of tags.
    """
    counts = TagCounts(tags)
    counts.add(true, predicted)
    return counts.macro_f1()


def entity_metrics(true: Sequence[Iterable[Span]], predicted: Sequence[Iterable[Span]]) -> Metrics:
    """Return the metrics of spans that were decoded from tags by the scheme `conll`."""
    return metrics_of(score_spans(true, predicted), "conll")


def _marked(examples: Sequence[Mapping[str, np.ndarray]]) -> np.ndarray:
    """Return the spans people marked as document, start, end, type index."""
    spans = np.concatenate([example["spans"] for example in examples])
    documents = np.repeat(np.arange(len(examples)), [len(example["spans"]) for example in examples])
    return np.column_stack([documents, spans])


def _on_characters(
    entities: np.ndarray, offsets: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Return entities found on words with the characters at which they start and end."""
    document, first, last, label = entities.T
    first_word = offsets[document]
    return np.stack(
        [document, starts[first_word + first], ends[first_word + last - 1], label], axis=1
    )
