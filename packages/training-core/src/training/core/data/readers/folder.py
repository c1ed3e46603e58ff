"""Read a folder that holds one file for each split."""

from __future__ import annotations

from pathlib import Path

from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.reader import DatasetReader
from training.core.data.reader import FileReader
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.json import JsonReader
from training.core.data.readers.jsonl import JsonlReader
from training.errors import DataError

STEMS = {
    "train": ("train",),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test",),
}
FILE_READERS: tuple[type[FileReader], ...] = (JsonlReader, JsonReader, ConllReader)


class FolderReader(DatasetReader):
    """`train`, `validation` (`valid`, `val`, `dev`) and `test`, as JSON, JSONL or CoNLL files."""

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        """Return whether the path is a folder."""
        return path is not None and path.is_dir()

    def read(self, path: Path | None) -> Dataset[Record]:
        """Read every split that has a file; `train` must have one."""
        assert path is not None
        if not path.is_dir():
            raise DataError(f"{path}: no such folder.")
        parts = {split: self._split(path, split) for split in STEMS}
        if not parts["train"]:
            raise DataError(_no_train(path))
        return Dataset(**parts, source=str(path))

    def _split(self, folder: Path, split: str) -> list[Record]:
        found = [path for stem in STEMS[split] for path in sorted(folder.glob(f"{stem}.*"))]
        readable = [(path, reader) for path in found if (reader := _reader_of(path))]
        if len(readable) > 1:
            names = ", ".join(path.name for path, _ in readable)
            raise DataError(f"{folder}: several files for the split `{split}`: {names}. Keep one.")
        return [
            record for path, reader in readable for record in reader(self.settings).records(path)
        ]


def _reader_of(path: Path) -> type[FileReader] | None:
    return next((reader for reader in FILE_READERS if reader.recognises(path)), None)


def _no_train(folder: Path) -> str:
    endings = ", ".join(suffix for reader in FILE_READERS for suffix in reader.suffixes)
    present = ", ".join(sorted(path.name for path in folder.iterdir())[:8]) or "nothing"
    return (
        f"{folder}: no training documents; expected a file `train` with one of the endings "
        f"{endings}. The folder holds {present}."
    )
