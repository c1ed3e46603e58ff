"""Count right, predicted and true entities while data streams by; entities agree as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from training.core.metrics.entities.f1 import EntityScores, scores_from_counts


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


LARGEST_KEY = np.iinfo(np.int64).max


class Agreement(NamedTuple):
    """Type indices of distinct entities, int64 of shape [entities of that kind]."""

    right: np.ndarray
    predicted: np.ndarray
    true: np.ndarray


def agreement(true: np.ndarray, predicted: np.ndarray) -> Agreement:
    """Compare entities; one that is listed twice counts once.

    Args:
        true: Sequence or document, start, end, type index; int64 of shape [entities, 4], none
            negative.
        predicted: The same for the entities found.
    """
    keys, types = _keys(np.concatenate([true, predicted]))
    wanted, found = _distinct(keys[: len(true)]), _distinct(keys[len(true) :])
    right = found[np.isin(found, wanted, assume_unique=True)]
    return Agreement(right % types, found % types, wanted % types)


def _keys(rows: np.ndarray) -> tuple[np.ndarray, int]:
    """Return one number for each row, equal for equal rows and in their order.

    Returns:
        The keys, int64 of shape [rows], and the divisor whose remainder is the type index.
    """
    sequence, start, end, type_index = rows.T
    types = int(type_index.max(initial=0)) + 1
    return _joined(_joined(_joined(sequence, start), end - start), type_index), types


def _joined(keys: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Append a column to keys; they are numbered anew first where the result would not fit."""
    size = int(column.max(initial=0)) + 1
    if (int(keys.max(initial=0)) + 1) * size > LARGEST_KEY:
        keys = np.unique(keys, return_inverse=True)[1]
    joined: np.ndarray = keys * size + column
    return joined


def _distinct(keys: np.ndarray) -> np.ndarray:
    """Return the keys sorted and without repetition, as those of tagged words are already."""
    return keys if bool(np.all(keys[1:] > keys[:-1])) else np.unique(keys)
