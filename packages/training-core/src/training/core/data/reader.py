"""Base classes of dataset readers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from training.config import Section
from training.core.data.dataset import Dataset, Record


class DatasetReader(ABC):
    """Turns a path into records.

    Args:
        options: The reader's own keys of the `data` section.
    """

    options: ClassVar[type[Section]] = Section
    """Keys the reader adds to the `data` section."""
    reads_files: ClassVar[bool] = True
    """Whether it needs a path; without, it refuses one."""

    def __init__(self, options: Section) -> None:
        self.settings = options

    @classmethod
    @abstractmethod
    def recognises(cls, path: Path | None) -> bool:
        """Return whether this reader is the right one for `path` (None asks for the demo)."""

    @classmethod
    def files(cls, path: Path | None) -> list[Path]:
        """Return the files whose content decides what is read: by default all of `path`."""
        if path is None:
            return []
        return [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]

    @abstractmethod
    def read(self, path: Path | None) -> Dataset[Record]:
        """Read every split that `path` holds; a single file is all training split.

        Raises:
            DataError: The data cannot be read; the message names file and line.
        """


class FileReader(DatasetReader):
    """A reader of single files."""

    suffixes: ClassVar[tuple[str, ...]]
    """File name endings this reader recognises, in lower case."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        """Return whether the file's name ends in one of `suffixes`."""
        return path is not None and path.suffix.lower() in cls.suffixes and not path.is_dir()

    def read(self, path: Path | None) -> Dataset[Record]:
        """Read the whole file as the training split."""
        assert path is not None
        return Dataset(sequence_of(self.records(path)), source=str(path))

    @abstractmethod
    def records(self, path: Path) -> Iterable[Record]:
        """Return the records of one file.

        A sequence is used as it is; it may read each record when it is asked for, so that a file
        need not fit in memory. What else is returned, or yielded, is put into a list.

        Raises:
            DataError: The file cannot be read; the message names file and line.
        """


def sequence_of(records: Iterable[Record]) -> Sequence[Record]:
    """Return records as a sequence."""
    return records if isinstance(records, Sequence) else list(records)
