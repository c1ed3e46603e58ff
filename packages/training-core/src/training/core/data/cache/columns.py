"""Named arrays of many examples, one file after the other, read through a memory map.

An example is a set of named arrays whose first dimension may differ from example to example. Each
name has a file with the values of all examples, and a file with the position at which each example
begins, and the end.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import numpy as np

from training.core.io.atomic_files import is_file_name, sync_file, sync_folder
from training.core.io.checksums import hash_file

Example = Mapping[str, np.ndarray]

STORED_KINDS = "biufcmM"
"""Kinds of numpy types whose bytes say everything: no objects, no texts of varying length."""

MOST_REMEMBERED = 4096
"""Datasets that a process remembers to have verified."""


@dataclass(frozen=True)
class ColumnFormat:
    """How the values of one name are stored.

    Attributes:
        dtype: Type of the values, for example ``int32``.
        shape: Shape of one entry, without the first dimension.
        scalar: Whether every example has a single entry without a first dimension.
    """

    dtype: str
    shape: tuple[int, ...]
    scalar: bool

    @property
    def entry_bytes(self) -> int:
        """Size of one entry."""
        return int(np.dtype(self.dtype).itemsize * np.prod(self.shape, dtype=np.int64))


def format_of(name: str, array: np.ndarray) -> ColumnFormat:
    """Return how arrays like this one are stored: with the type they have.

    Raises:
        ValueError: It holds something other than numbers, truth values or times.
    """
    if array.dtype.kind not in STORED_KINDS:
        raise ValueError(
            f"`{name}` has the type {array.dtype}, which cannot be stored; an example holds arrays "
            "of numbers or truth values. Whole numbers have to fit into 64 bits."
        )
    return ColumnFormat(array.dtype.name, array.shape[1:], array.ndim == 0)


class ColumnWriter:
    """Appends examples to the files of a folder.

    Args:
        folder: Existing, empty folder.

    Raises:
        OSError: The disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._formats: dict[str, ColumnFormat] = {}
        self._files: dict[str, IO[bytes]] = {}
        self._ends: dict[str, IO[bytes]] = {}
        self._total: dict[str, int] = {}

    def append(self, example: Example) -> None:
        """Write one example.

        Raises:
            ValueError: It has other names, shapes or types than the first one, and a value would
                change if it were stored.
        """
        if not self._formats:
            self._begin(example)
        if example.keys() != self._formats.keys():
            raise ValueError(f"an example has {sorted(example)}, not {sorted(self._formats)}")
        for name, array in example.items():
            self._append(name, np.asarray(array))

    def close(self) -> dict[str, Any]:
        """Bring everything to the disk and return the formats, as JSON."""
        for file in (*self._files.values(), *self._ends.values()):
            sync_file(file)
            file.close()
        sync_folder(self._folder)
        return {
            name: {"dtype": one.dtype, "shape": list(one.shape), "scalar": one.scalar}
            for name, one in self._formats.items()
        }

    def _begin(self, example: Example) -> None:
        for name, array in example.items():
            self._formats[name] = format_of(name, np.asarray(array))
            self._files[name] = (self._folder / f"{name}.values").open("wb")
            self._ends[name] = (self._folder / f"{name}.ends").open("wb")
            self._ends[name].write(np.int64(0).tobytes())
            self._total[name] = 0

    def _append(self, name: str, array: np.ndarray) -> None:
        how = self._formats[name]
        if (array.ndim == 0) != how.scalar:
            raise ValueError(f"`{name}` is a single value in some examples and an array in others")
        is_empty = not how.scalar and len(array) == 0
        if self._total[name] == 0 and not is_empty:
            how = self._formats[name] = format_of(name, array)
        entries = array.reshape(1) if how.scalar else array
        if not is_empty and entries.shape[1:] != how.shape:
            raise ValueError(f"`{name}` has entries of shape {entries.shape[1:]}, not {how.shape}")
        stored = _as_type(name, entries, np.dtype(how.dtype))
        self._total[name] += len(stored)
        self._files[name].write(stored.tobytes())
        self._ends[name].write(np.int64(self._total[name]).tobytes())


class Columns:
    """Examples that were written, one by one or by name.

    Args:
        folder: Folder of a `ColumnWriter`.
        formats: What its `close` returned.

    Raises:
        OSError: A file is missing.
        ValueError: A file does not have the size it was written with, or is not in the folder.
    """

    def __init__(self, folder: Path, formats: Mapping[str, Any]) -> None:
        self._columns: list[tuple[str, np.ndarray, np.ndarray, bool]] = []
        self.size = 0
        for name, one in formats.items():
            if not is_file_name(name):
                raise ValueError(f"a column is called {name!r}, which is no name of a file")
            how = ColumnFormat(one["dtype"], tuple(one["shape"]), one["scalar"])
            starts = _mapped(folder / f"{name}.ends", "int64")
            values = _mapped(folder / f"{name}.values", how.dtype)
            wanted = int(starts[-1]) * how.entry_bytes
            if values.nbytes != wanted:
                raise ValueError(f"{folder / name}.values holds {values.nbytes} of {wanted} bytes")
            values = values.reshape(int(starts[-1]), *how.shape)
            self._columns.append((name, values, starts, how.scalar))
            self.size = len(starts) - 1

    def whole(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return all values of a name, and where each example begins, and the end."""
        return next((values, starts) for one, values, starts, _ in self._columns if one == name)

    def example(self, index: int) -> Example:
        """Return one example; its arrays are views of the files."""
        return {
            name: values[starts[index]] if scalar else values[starts[index] : starts[index + 1]]
            for name, values, starts, scalar in self._columns
        }


def _as_type(name: str, entries: np.ndarray, dtype: np.dtype[Any]) -> np.ndarray:
    """Return entries as a type without changing any of them.

    Raises:
        ValueError: One of them would be changed.
    """
    if entries.dtype == dtype or not len(entries):
        return np.ascontiguousarray(entries, dtype=dtype)
    with np.errstate(all="ignore"):
        stored = np.ascontiguousarray(entries, dtype=dtype)
        kept = (stored == entries) & (stored.astype(entries.dtype) == entries)
        kept |= (stored != stored) & (entries != entries)
    if kept.all():
        return stored
    raise ValueError(
        f"`{name}` holds {entries[~kept][0]} ({entries.dtype}), which does not fit into {dtype}, "
        "the type of the first example. Give the arrays of all examples one type."
    )


def _mapped(path: Path, dtype: str) -> np.ndarray:
    """Return the numbers of a file without reading them; plain arrays, for they slice fastest."""
    if path.stat().st_size == 0:
        return np.zeros(0, dtype=dtype)
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(content, dtype=dtype)


def sums_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in files}


def require_sums(folder: Path, expected: Mapping[str, str], besides: Sequence[str] = ()) -> None:
    """Require that a folder holds the files it was written with; read once in a process.

    The files are read again only when one has another size, time or identity.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is missing, new or of another content.
    """
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in besides]
    found = ((path.relative_to(folder).as_posix(), path.stat()) for path in sorted(files))
    state = tuple((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in found)
    _require_sums(folder, tuple(sorted(expected.items())), state, tuple(besides))


@lru_cache(maxsize=MOST_REMEMBERED)
def _require_sums(
    folder: Path,
    expected: tuple[tuple[str, str], ...],
    state: tuple[tuple[str, int, int, int], ...],
    besides: tuple[str, ...],
) -> None:
    found = {name: one for name, one in sums_of(folder).items() if name not in besides}
    for name, checksum in expected:
        if found.pop(name, None) != checksum:
            raise ValueError(f"the content of {name} is not what was written")
    if found:
        raise ValueError(f"{min(found)} was added")
