"""Named arrays of many examples, one file after the other, read through a memory map.

An example is a set of named arrays whose first dimension may differ from example to example. Each
name has a file with the values of all examples, and a file with the position at which each example
begins, and the end.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from typing import Any

import numpy as np

from training.core.files import sync_file
from training.core.files import sync_folder

Example = Mapping[str, np.ndarray]


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


def format_of(array: np.ndarray, dtype: str | None = None) -> ColumnFormat:
    """Return how arrays like this one are stored; whole numbers in 32 bits."""
    kind = array.dtype
    wanted = dtype or ("int32" if kind.kind in "iu" and kind.itemsize > 4 else kind.name)
    return ColumnFormat(wanted, array.shape[1:], array.ndim == 0)


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
            ValueError: It has other names or shapes than the first one, or a number does not fit.
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
            self._formats[name] = format_of(np.asarray(array))
            self._files[name] = (self._folder / f"{name}.values").open("wb")
            self._ends[name] = (self._folder / f"{name}.ends").open("wb")
            self._ends[name].write(np.int64(0).tobytes())
            self._total[name] = 0

    def _append(self, name: str, array: np.ndarray) -> None:
        how = self._formats[name]
        entries = array.reshape(1) if how.scalar else array
        if entries.shape[1:] != how.shape:
            raise ValueError(f"`{name}` has entries of shape {entries.shape[1:]}, not {how.shape}")
        stored = np.ascontiguousarray(entries, dtype=how.dtype)
        if entries.dtype.kind in "iu" and not np.array_equal(stored, entries):
            raise ValueError(f"`{name}` holds a number that does not fit into {how.dtype}")
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
        ValueError: A file does not have the size it was written with.
    """

    def __init__(self, folder: Path, formats: Mapping[str, Any]) -> None:
        self._columns: list[tuple[str, np.ndarray, np.ndarray, bool]] = []
        self.size = 0
        for name, one in formats.items():
            how = ColumnFormat(one["dtype"], tuple(one["shape"]), one["scalar"])
            starts = _mapped(folder / f"{name}.ends", "int64")
            values = _mapped(folder / f"{name}.values", how.dtype)
            values = values.reshape(-1, *how.shape)
            if len(values) != starts[-1]:
                raise ValueError(f"{folder / name}.values holds {len(values)} of {starts[-1]}")
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


def _mapped(path: Path, dtype: str) -> np.ndarray:
    """Return the numbers of a file without reading them; plain arrays, for they slice fastest."""
    if path.stat().st_size == 0:
        return np.zeros(0, dtype=dtype)
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(content, dtype=dtype)


def sizes_of(folder: Path) -> dict[str, int]:
    """Return the size of every file below a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_size for path in files}


def checked_sizes(folder: Path, expected: Mapping[str, int], besides: Sequence[str] = ()) -> None:
    """Require that a folder holds the files it was written with.

    Raises:
        ValueError: A file is missing, new or of another size.
    """
    found = {name: size for name, size in sizes_of(folder).items() if name not in besides}
    if found != dict(expected):
        raise ValueError(f"{folder} does not hold the files it was written with")
