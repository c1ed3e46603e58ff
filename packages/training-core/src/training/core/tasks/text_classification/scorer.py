"""The numbers of a text classification evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from training.core.metrics.entities.f1 import scores_from_counts

if TYPE_CHECKING:
    from training.core.tasks.task_model import Example, Metrics


class TextClassificationScorer:
    """Counts right, predicted and true labels while texts stream by.

    Args:
        labels: The labels, in the order of the probabilities.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = list(labels)
        self._right, self._predicted, self._true = np.zeros((3, len(labels)), dtype=np.int64)

    def add(self, examples: Sequence[Example], predictions: Sequence[np.ndarray]) -> None:
        """Count some texts; those without a known label are passed over.

        Args:
            examples: Each with its `label`, negative where unknown.
            predictions: Probability of every label, shape [labels], for each text.
        """
        true = np.array([example["label"] for example in examples], dtype=np.int64)
        found = np.array([one.argmax() for one in predictions], dtype=np.int64)
        true, found = true[true >= 0], found[true >= 0]
        self._true += self._count(true)
        self._predicted += self._count(found)
        self._right += self._count(true[true == found])

    def state(self) -> dict[str, np.ndarray]:
        """Return all counts, each of shape [labels]."""
        return {"right": self._right, "predicted": self._predicted, "true": self._true}

    def merge(self, state: Mapping[str, np.ndarray]) -> None:
        """Add what another scorer of the same labels has counted."""
        self._right += state["right"]
        self._predicted += state["predicted"]
        self._true += state["true"]

    def metrics(self) -> Metrics:
        """Return the numbers of all that was counted.

        `macro-f1` is the unweighted mean of the F1 of the labels that occur, true or predicted;
        `micro-f1` counts every text once and so equals `accuracy`, for each text has one label.
        """
        scores = scores_from_counts(
            self._labels, right=self._right, predicted=self._predicted, true=self._true
        )
        return {
            "macro-f1": scores.macro.f1,
            "accuracy": float(self._right.sum() / max(1, self._true.sum())),
            "micro-f1": scores.micro.f1,
            "per_label": {label: score._asdict() for label, score in scores.per_type.items()},
        }

    def _count(self, labels: np.ndarray) -> np.ndarray:
        return np.bincount(labels, minlength=len(self._labels))
