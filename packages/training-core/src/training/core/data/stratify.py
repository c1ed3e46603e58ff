"""Divide items into parts so that every label is spread as evenly as possible.

Iterative stratification after Sechidis, Tsoumakas and Vlahavas, "On the Stratification of
Multi-Label Data" (ECML PKDD 2011): the rarest label is placed first, each of its items where that
label is needed most. Before that, each part is given one item of each label, as far as they go
round: a label that a part lacks cannot be learned or scored there.
"""

from __future__ import annotations

import heapq
import random
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

Labels = tuple[str, ...]

NO_LABEL = ""
"""Stands for the labels of an item without any, so that such items are spread as well."""


def stratified_parts(
    strata: Sequence[Collection[str]], sizes: Sequence[int], seed: int
) -> list[array[int]]:
    """Divide items into parts of given sizes by their labels.

    The first part comes first: a label with one item is there, one with two is there and in the
    second part, and so on. Of the other parts at most half is taken for this, so that they stay
    representative where there are more labels than places.

    Args:
        strata: Labels of each item; none, one or several.
        sizes: Number of items of each part, the largest first; their sum is that of the items.
        seed: Decides which items go where; the same seed gives the same parts on every machine.

    Returns:
        Positions of the items of each part, ascending.
    """
    assert sum(sizes) == len(strata), "every item has a place"
    order = array("q", range(len(strata)))
    random.Random(seed).shuffle(order)
    parts = _Parts(strata, sizes, order)
    for part in range(len(sizes)):
        parts.give_one_of_each(part)
    parts.fill()
    return [array("q", sorted(members)) for members in parts.members]


class _Parts:
    """The parts while they fill, and what each still needs."""

    def __init__(
        self, strata: Sequence[Collection[str]], sizes: Sequence[int], order: Sequence[int]
    ) -> None:
        self.members = [array("q") for _ in sizes]
        self._labels = _sorted_labels(strata)
        self._sizes = sizes
        self._items = _by_label(self._labels, order)
        self._left = Counter({label: len(items) for label, items in self._items.items()})
        self._total = dict(self._left)
        self._held = [Counter[str]() for _ in sizes]
        self._is_placed = bytearray(len(strata))

    def give_one_of_each(self, part: int) -> None:
        """Place one item of each label that has enough, as far as the part has room for that."""
        size = self._sizes[part]
        limit = size if part == 0 else size // 2
        for label in self._in_turn(part):
            if len(self.members[part]) >= limit:
                return
            if not self._held[part][label]:
                self._place_next(label, part)

    def _in_turn(self, part: int) -> list[str]:
        """Return the labels with enough items for a part, the least or the most frequent first.

        The first part has room for all: rare labels choose their item. The other parts may not.
        """
        enough = [label for label, total in self._total.items() if total > part]
        labels = [label for label in enough if label != NO_LABEL]
        return sorted(labels, key=self._total.__getitem__, reverse=part > 0)

    def fill(self) -> None:
        """Place what is left, the rarest label first."""
        needs = self._needs()
        room = [self._room(part) for part in range(len(self._sizes))]
        for label in self._rarest_first():
            for index in self._waiting(label):
                part = _neediest([need[label] for need in needs], room)
                self._place(index, part)
                room[part] -= 1
                for found in self._labels[index]:
                    needs[part][found] -= 1.0

    def _needs(self) -> list[dict[str, float]]:
        """Return how many items of each label each part lacks; as many as it has room for."""
        shares = [size / max(1, len(self._labels)) for size in self._sizes]
        needs = [
            {label: max(0.0, total * share - held[label]) for label, total in self._total.items()}
            for share, held in zip(shares, self._held, strict=True)
        ]
        waiting = Counter(one for one, placed in zip(self._labels, self._is_placed) if not placed)
        return [self._scaled(part, wanted, waiting) for part, wanted in enumerate(needs)]

    def _scaled(
        self, part: int, wanted: Mapping[str, float], waiting: Mapping[Labels, int]
    ) -> dict[str, float]:
        chances = {
            label: need / self._left[label] if self._left[label] else 0.0
            for label, need in wanted.items()
        }
        items = sum(_mean(chances, labels) * count for labels, count in waiting.items())
        factor = min(1.0, self._room(part) / items) if items else 1.0
        return {label: need * factor for label, need in wanted.items()}

    def _rarest_first(self) -> Iterator[str]:
        """Yield each label once, when it is the one with the fewest items left."""
        rank = {label: number for number, label in enumerate(self._items)}
        heap = [(left, rank[label], label) for label, left in self._left.items()]
        heapq.heapify(heap)
        while heap:
            left, _, label = heapq.heappop(heap)
            if left == self._left[label]:
                yield label
            else:
                heapq.heappush(heap, (self._left[label], rank[label], label))

    def _place_next(self, label: str, part: int) -> None:
        index = next(self._waiting(label), None)
        if index is not None:
            self._place(index, part)

    def _waiting(self, label: str) -> Iterator[int]:
        return (index for index in self._items[label] if not self._is_placed[index])

    def _place(self, index: int, part: int) -> None:
        self._is_placed[index] = True
        self.members[part].append(index)
        for label in self._labels[index]:
            self._left[label] -= 1
            self._held[part][label] += 1

    def _room(self, part: int) -> int:
        return self._sizes[part] - len(self.members[part])


def _sorted_labels(strata: Sequence[Collection[str]]) -> list[Labels]:
    """Return the labels of each item in one order, each combination kept once in memory."""
    known: dict[Labels, Labels] = {}
    found = (tuple(sorted(set(labels))) or (NO_LABEL,) for labels in strata)
    return [known.setdefault(labels, labels) for labels in found]


def _by_label(labels: Sequence[Labels], order: Sequence[int]) -> dict[str, array[int]]:
    items: dict[str, array[int]] = {}
    for index in order:
        for label in labels[index]:
            items.setdefault(label, array("q")).append(index)
    return items


def _neediest(needs: Sequence[float], room: Sequence[int]) -> int:
    """Return the part with room that needs an item most, then the one with most room."""
    return max((need, left, part) for part, (need, left) in enumerate(zip(needs, room)) if left)[2]


def _mean(chances: Mapping[str, float], labels: Labels) -> float:
    return sum(chances[label] for label in labels) / len(labels)
