"""Items that are one after another in a text file, each read when it is asked for."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from training.core.data.formats.text_files import decoded
from training.core.data.views import View
from training.errors import DataError

T = TypeVar("T")


class Stretch(NamedTuple):
    """Where an item stands: bytes `start` up to, not including, `end`, and its first line."""

    start: int
    end: int
    line: int


class FileParts(View[T]):
    """The items of a file; 16 bytes of memory for each.

    Args:
        path: A UTF-8 file.
        stretches: Where its items stand.
        parse: Makes an item of its text and the number of its first line.
    """

    def __init__(
        self, path: Path, stretches: Iterable[Stretch], parse: Callable[[str, int], T]
    ) -> None:
        self._path = path
        self._parse = parse
        self._starts, self._sizes, self._lines = array("q"), array("I"), array("I")
        for start, end, line in stretches:
            self._starts.append(start)
            self._sizes.append(end - start)
            self._lines.append(line)
        self._file = _OpenFile(path)

    def __len__(self) -> int:
        return len(self._starts)

    def item(self, index: int) -> T:
        """Read an item.

        Raises:
            DataError: It cannot be read; the message names file and line.
        """
        start, line = self._starts[index], self._lines[index]
        content = self._file.read(start, self._sizes[index])
        return self._parse(decoded(self._path, content, line), line)


class _OpenFile:
    """A file that is opened when it is first read, in each process for itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def read(self, start: int, size: int) -> bytes:
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDONLY)
            content = os.pread(self._descriptor, size, start)
        except OSError as error:
            raise DataError(f"{self._path}: cannot be read: {error.strerror or error}.") from error
        if len(content) < size:
            raise DataError(f"{self._path}: the file became shorter while it was read.")
        return content

    def __getstate__(self) -> Path:
        return self._path

    def __setstate__(self, path: Path) -> None:
        self._path, self._descriptor = path, None

    def __del__(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
