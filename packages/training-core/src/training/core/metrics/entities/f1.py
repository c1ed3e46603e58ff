"""Precision, recall and F1 from counts, averaged in three ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Score(NamedTuple):
    """Precision, recall and F1 in [0, 1], and the number of true entities."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class EntityScores:
    """Scores of entities.

    Attributes:
        micro: Over all entities, whatever their type; what published tables call F1.
        macro: Unweighted mean over types.
        weighted: Mean over types, weighted by their number of true entities.
        per_type: Score of each type that occurs, true or predicted, sorted by name.
    """

    micro: Score
    macro: Score
    weighted: Score
    per_type: dict[str, Score]


def scores_from_counts(
    types: Sequence[str], *, right: np.ndarray, predicted: np.ndarray, true: np.ndarray
) -> EntityScores:
    """Return the scores for counts of entities; a ratio without a denominator is 0.

    Args:
        types: Entity types.
        right: Predicted entities that are true, of each type; int64 of shape [types].
        predicted: Predicted entities of each type, same shape.
        true: True entities of each type, same shape.
    """
    seen = np.flatnonzero(predicted + true)
    order = sorted(seen.tolist(), key=lambda index: types[index])
    counts = np.stack([right, predicted, true])[:, order]
    columns = _ratios(counts)
    support = int(true.sum())
    return EntityScores(
        _score(_ratios(counts.sum(axis=1, keepdims=True))[:, 0], support),
        _score(columns.mean(axis=1) if order else np.zeros(3), support),
        _score((columns * counts[2]).sum(axis=1) / max(1, support), support),
        {types[index]: _score(columns[:, row], true[index]) for row, index in enumerate(order)},
    )


def _ratios(counts: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1, float64 of shape [3, types]."""
    right, predicted, true = counts
    precision, recall = _ratio(right, predicted), _ratio(right, true)
    return np.stack([precision, recall, _ratio(2 * precision * recall, precision + recall)])


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    ratio = np.zeros(len(denominator))
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return ratio


def _score(ratios: np.ndarray, support: int) -> Score:
    precision, recall, f1 = ratios.tolist()
    return Score(precision, recall, f1, int(support))
