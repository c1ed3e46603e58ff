"""Records as they are read, and datasets of three splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from training.core.data.views import Mapped

T = TypeVar("T")
U = TypeVar("U")

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Record:
    """One item of a dataset before a task has understood it.

    Attributes:
        values: The item as read; tasks say what it must hold.
        place: Where it stands, for messages: ``train.jsonl:17``.
    """

    values: Any
    place: str


@dataclass(frozen=True)
class Dataset(Generic[T]):
    """Three splits of items; a split may be empty.

    Attributes:
        train: Items to learn from.
        validation: Items that select the best epoch.
        test: Items that are looked at once, at the end.
        source: Where they were read, for messages and records.
    """

    train: Sequence[T]
    validation: Sequence[T] = ()
    test: Sequence[T] = ()
    source: str = "memory"

    def map(self, function: Callable[[T], U]) -> Dataset[U]:
        """Return the dataset seen through `function`, which is called when an item is read."""
        train, validation, test = (Mapped(function, self.split(name)) for name in SPLITS)
        return Dataset(train, validation, test, self.source)

    def split(self, name: str) -> Sequence[T]:
        """Return one split by its name.

        Raises:
            KeyError: `name` is not one of ``train``, ``validation``, ``test``.
        """
        if name not in SPLITS:
            raise KeyError(f"{name!r} is no split; expected one of {', '.join(SPLITS)}")
        found: Sequence[T] = getattr(self, name)
        return found

    @property
    def sizes(self) -> dict[str, int]:
        """Number of items in each split."""
        return {name: len(self.split(name)) for name in SPLITS}
