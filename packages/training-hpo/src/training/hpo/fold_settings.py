"""Settings of the folds of a cross-validation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FoldSettings:
    """How the folds of a cross-validation are made.

    Attributes:
        k: Number of folds.
        random_seed: Seed of the shuffling.
        shuffle: Whether documents are shuffled.
        stratified: Whether entity types are spread evenly.
    """

    k: int
    random_seed: int
    shuffle: bool
    stratified: bool
