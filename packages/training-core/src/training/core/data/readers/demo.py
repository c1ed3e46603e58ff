"""Read the embedded demo dataset."""

from __future__ import annotations

from pathlib import Path

from importlib_resources import as_file, files
from importlib_resources.abc import Traversable

from training.core.data.dataset import Dataset, Record
from training.core.data.reader import DatasetReader
from training.core.data.readers.folder import FolderReader


class DemoReader(DatasetReader):
    """600 synthetic CVs and job adverts, a resource of this package."""

    reads_files = False

    @classmethod
    def recognises(cls, path: Path | None) -> bool:
        """Return whether no path was given."""
        return path is None

    @classmethod
    def files(cls, path: Path | None) -> list[Path]:
        """Return the resource's files."""
        with as_file(_resource()) as folder:
            return FolderReader.files(folder)

    def read(self, path: Path | None) -> Dataset[Record]:
        """Read the three splits of the demo."""
        with as_file(_resource()) as folder:
            found = FolderReader(self.settings).read(folder)
        return Dataset(found.train, found.validation, found.test, source="embedded demo")


def _resource() -> Traversable:
    return files("training.core.data") / "demo"
