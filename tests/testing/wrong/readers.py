"""Readers that each break one rule, and one that breaks none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.core.data import Dataset, DatasetReader, FileReader, Record
from training.errors import DataError


class Right(FileReader):
    """One number a line."""

    suffixes = (".numbers",)

    def records(self, path: Path) -> Iterator[Record]:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}. Give a text file.") from error
        for number, line in enumerate(lines, 1):
            try:
                yield Record({"value": float(line)}, f"{path}:{number}")
            except ValueError as error:
                raise DataError(f"{path}:{number}: {error}.") from error


class RawErrors(Right):
    """Lets the errors of Python through."""

    def records(self, path: Path) -> Iterator[Record]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield Record({"value": float(line)}, f"{path}:{number}")


class Nameless(Right):
    """Says that something is wrong, not where."""

    def records(self, path: Path) -> Iterator[Record]:
        try:
            yield from list(super().records(path))
        except DataError as error:
            raise DataError("the data is wrong") from error


class Shuffles(Right):
    """Returns another order each time."""

    def records(self, path: Path) -> Iterator[Record]:
        found = list(super().records(path))
        random.SystemRandom().shuffle(found)
        yield from found


class Placeless(Right):
    """Names the same place for each record."""

    def records(self, path: Path) -> Iterator[Record]:
        for one in super().records(path):
            yield Record(one.values, "the file")


class TakesAll(Right):
    """Recognises everything."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        return True


class OpensBlindly(Right):
    """Opens what it is asked about, whether it is there or not."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        assert path is not None
        return path.read_bytes()[:1].isdigit()


class HidesFiles(Right):
    """Names no file, so that changed data is not noticed."""

    @classmethod
    def files(cls, path: Path | None) -> list[Path]:
        return []


class ReturnsLists(DatasetReader):
    """Returns lists in place of a dataset."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        return path is not None and path.suffix == ".numbers"

    def read(self, path: Path | None) -> Any:
        return [[1.0], [2.0]]


class ReturnsValues(DatasetReader):
    """Returns values that are no records."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        return path is not None and path.suffix == ".numbers"

    def read(self, path: Path | None) -> Dataset[Record]:
        return Dataset([1.0, 2.0])  # type: ignore[list-item]
