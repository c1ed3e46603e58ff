"""Spread documents over folds so that every entity type is spread as evenly as possible.

Iterative stratification after Sechidis, Tsoumakas and Vlahavas, "On the Stratification of
Multi-Label Data" (ECML PKDD 2011): the rarest type is placed first, each of its documents where
that type is needed most.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def stratified_folds(
    types: Sequence[AbstractSet[str]], k: int, order: Sequence[int], rng: random.Random | None
) -> list[list[int]]:
    """Divide documents into `k` folds by the entity types that occur in them.

    Needs are kept as whole numbers (`count - k * placed`), so that equal needs compare equal. No
    fold stays empty when there are at least `k` documents: an empty one needs every type most.

    Args:
        types: Entity types of each document.
        k: Number of folds.
        order: All indices of `types`, in the order in which documents of one type are placed.
        rng: Chooses between folds that need a document equally; None takes the first.

    Returns:
        The indices of each fold, in the order they were placed.
    """
    folds = _Folds(types, k, rng)
    left = dict.fromkeys(order)
    while counts := Counter(kind for index in left for kind in types[index]):
        rarest = min(counts, key=lambda kind: (counts[kind], kind))
        for index in [index for index in left if rarest in types[index]]:
            folds.place(index, rarest)
            del left[index]
    for index in left:
        folds.place(index, None)
    return folds.members


class _Folds:
    """The folds while they fill, and what each still needs."""

    def __init__(
        self, types: Sequence[AbstractSet[str]], k: int, rng: random.Random | None
    ) -> None:
        counts = Counter(kind for kinds in types for kind in kinds)
        self.members: list[list[int]] = [[] for _ in range(k)]
        self._types = types
        self._needs = [Counter(counts) for _ in range(k)]
        self._rng = rng

    def place(self, index: int, kind: str | None) -> None:
        """Put a document into the fold that needs `kind`, then any document, the most."""
        k = len(self.members)
        needs = [(self._need(fold, kind), -len(self.members[fold])) for fold in range(k)]
        most = max(needs)
        neediest = [fold for fold in range(k) if needs[fold] == most]
        chosen = self._rng.choice(neediest) if self._rng else neediest[0]
        self.members[chosen].append(index)
        for found in self._types[index]:
            self._needs[chosen][found] -= k

    def _need(self, fold: int, kind: str | None) -> int:
        return 0 if kind is None else self._needs[fold][kind]
