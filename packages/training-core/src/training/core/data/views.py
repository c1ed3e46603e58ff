"""Sequences that hold nothing of their own: parts of others, and others seen through a function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Generic, TypeVar, overload

T = TypeVar("T")
U = TypeVar("U")


class View(ABC, Sequence[T], Generic[T]):
    """A sequence whose slices are views too."""

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Return one item, made when it is asked for, or a view of some."""
        if isinstance(index, slice):
            return Part(self, range(len(self))[index])
        return self.item(range(len(self))[index])

    @abstractmethod
    def item(self, index: int) -> T:
        """Return the item at a position from 0."""


class Part(View[T]):
    """Some items of a sequence.

    Args:
        items: The sequence.
        indices: Positions of the items, in the order wanted.
    """

    def __init__(self, items: Sequence[T], indices: Sequence[int]) -> None:
        self.items = items
        self.indices = indices

    def __len__(self) -> int:
        return len(self.indices)

    def item(self, index: int) -> T:
        """Return an item of the other sequence."""
        return self.items[self.indices[index]]


class Joined(View[T]):
    """Several sequences one after another.

    Args:
        parts: The sequences.
    """

    def __init__(self, parts: Sequence[Sequence[T]]) -> None:
        self._parts = parts
        self._ends = list(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def item(self, index: int) -> T:
        """Return an item of one of the sequences."""
        number = bisect_right(self._ends, index)
        before = self._ends[number - 1] if number else 0
        return self._parts[number][index - before]


class Mapped(View[U], Generic[T, U]):
    """A sequence seen through a function, which is called each time an item is asked for.

    Args:
        function: Makes an item.
        items: The sequence.
    """

    def __init__(self, function: Callable[[T], U], items: Sequence[T]) -> None:
        self._function = function
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[U]:
        return map(self._function, self._items)

    def item(self, index: int) -> U:
        """Make an item."""
        return self._function(self._items[index])
