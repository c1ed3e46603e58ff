"""Read a folder that holds one file, or numbered pieces, for each split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from training.core.data.dataset import Dataset, Record
from training.core.data.reader import DatasetReader, FileReader, sequence_of
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.json import JsonReader
from training.core.data.readers.jsonl import JsonlReader
from training.core.data.readers.parquet import ParquetReader
from training.core.data.views import Joined
from training.errors import DataError

STEMS = {
    "train": ("train",),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test",),
}
FILE_READERS: tuple[type[FileReader], ...] = (JsonlReader, JsonReader, ConllReader, ParquetReader)
PIECE = re.compile(r"(?P<stem>.+)-(?P<number>\d+)-of-(?P<count>\d+)")
"""Name of one of the files that make up a split, without its ending: `train-00001-of-00004`."""


class FolderReader(DatasetReader):
    """`train`, `validation` (`valid`, `val`, `dev`) and `test`, as files of any built-in reader."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        """Return whether the path is a folder."""
        return path is not None and path.is_dir()

    @classmethod
    def files(cls, path: Path | None) -> list[Path]:
        """Return the files of the splits; other files are left alone."""
        assert path is not None
        return [] if not path.is_dir() else [one for split in STEMS for one in _files(path, split)]

    def read(self, path: Path | None) -> Dataset[Record]:
        """Read every split that has a file; `train` must have one."""
        assert path is not None
        if not path.is_dir():
            raise DataError(f"{path}: no such folder.")
        train, validation, test = (self._split(path, split) for split in STEMS)
        if not train:
            raise DataError(_no_train(path))
        return Dataset(train, validation, test, source=str(path))

    def _split(self, folder: Path, split: str) -> Sequence[Record]:
        parts = [
            sequence_of(_reader_of(file)(self.settings).records(file))
            for file in _files(folder, split)
        ]
        return parts[0] if len(parts) == 1 else Joined(parts)


def _files(folder: Path, split: str) -> list[Path]:
    """Return the file of a split, or its pieces in order.

    Raises:
        DataError: There are several files, or a piece is missing.
    """
    found = [one for one in _entries(folder) if _is_readable(one) and _is_of(one, split)]
    pieces = [one for one in found if PIECE.fullmatch(one.stem)]
    if len(found) > 1 and len(pieces) < len(found):
        names = ", ".join(path.name for path in found)
        raise DataError(f"{folder}: several files for the split `{split}`: {names}. Keep one.")
    if pieces:
        _require_all(folder, split, pieces)
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise DataError(f"{folder}: cannot be read: {error.strerror or error}.") from error


def _is_of(path: Path, split: str) -> bool:
    piece = PIECE.fullmatch(path.stem)
    return (piece["stem"] if piece else path.stem) in STEMS[split]


def _require_all(folder: Path, split: str, pieces: Sequence[Path]) -> None:
    matches = [PIECE.fullmatch(path.stem) for path in pieces]
    found = [(int(one["number"]), int(one["count"])) for one in matches if one]
    count = found[0][1]
    is_whole = len(found) == count and found == [(number, count) for number in range(count)]
    if not is_whole:
        names = ", ".join(path.name for path in pieces[:8])
        raise DataError(
            f"{folder}: the pieces of the split `{split}` are not complete: {names}; expected each "
            f"of {count:,} once, numbered from 0. Bring the missing ones, or remove those of "
            "another dataset."
        )


def _is_readable(path: Path) -> bool:
    return any(reader.recognises(path) for reader in FILE_READERS)


def _reader_of(path: Path) -> type[FileReader]:
    return next(reader for reader in FILE_READERS if reader.recognises(path))


def _no_train(folder: Path) -> str:
    endings = ", ".join(suffix for reader in FILE_READERS for suffix in reader.suffixes)
    present = ", ".join(sorted(path.name for path in folder.iterdir())[:8]) or "nothing"
    return (
        f"{folder}: no training documents; expected a file `train` with one of the endings "
        f"{endings}. The folder holds {present}."
    )
