"""Count right, predicted and true entities while data streams by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.core.metrics.entities.agreement import agreement
from training.core.metrics.entities.scores import EntityScores, scores_from_counts


class EntityCounts:
    """Counts of entities by type; the memory they take does not grow with the data.

    Args:
        types: Entity types; type indices refer to this order.
    """

    def __init__(self, types: Sequence[str]) -> None:
        self.types = list(types)
        self._counts = np.zeros((3, len(self.types)), dtype=np.int64)

    def add(self, true: np.ndarray, predicted: np.ndarray) -> None:
        """Count the entities of some sequences or documents.

        Args:
            true: Sequence or document, start, end, type index; int64 of shape [entities, 4]. Starts
                and ends are words or characters; numbers of sequences need only differ within one
                call, and all entities of a sequence belong in one call.
            predicted: The same for the entities found.
        """
        for row, types in zip(self._counts, agreement(true, predicted)):
            row += np.bincount(types, minlength=len(self.types))

    def state(self) -> np.ndarray:
        """Return right, predicted and true entities by type, int64 of shape [3, types]."""
        return self._counts

    def merge(self, state: np.ndarray) -> None:
        """Add what other `EntityCounts` of the same types have counted."""
        self._counts += state

    def scores(self) -> EntityScores:
        """Return the scores of all that was counted."""
        right, predicted, true = self._counts
        return scores_from_counts(self.types, right=right, predicted=predicted, true=true)
