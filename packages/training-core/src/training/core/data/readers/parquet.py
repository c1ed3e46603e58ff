"""Read Parquet files, a group of rows at a time."""

from __future__ import annotations

import importlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from training._regular_files import require_no_stream
from training.core.data.dataset import Record
from training.core.data.reader import FileReader
from training.core.data.views import View
from training.errors import DataError, missing_extra

ROWS_AT_ONCE = 1024
"""Rows that are turned into records together."""
SPAN_KEYS = ("start", "end", "label")


class ParquetReader(FileReader):
    """One record a row: a mapping of the columns.

    Lists in a column hold values of one type, so spans in `annotations` are structures of `start`,
    `end` and `label`.
    """

    suffixes = (".parquet",)

    def records(self, path: Path) -> Sequence[Record]:
        """Return one record a row.

        Raises:
            DataError: It is no Parquet file.
            MissingExtraError: pyarrow is not installed.
        """
        return ParquetRows(path)


class ParquetRows(View[Record]):
    """The rows of a file; at any time one group of rows is in memory.

    Args:
        path: A Parquet file.

    Raises:
        DataError: It is no Parquet file.
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file, sizes = _opened(path)
        self._ends = list(accumulate(sizes))
        self._group: tuple[int, Any] = (-1, None)
        self._rows: tuple[int, list[Any]] = (0, [])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def item(self, index: int) -> Record:
        """Return a row; rows that follow each other are read together."""
        first, rows = self._rows
        if not first <= index < first + len(rows):
            first, rows = self._rows = self._rows_from(index)
        return Record(_with_spans(rows[index - first]), f"{self._path}, row {index + 1}")

    def __getstate__(self) -> Path:
        return self._path

    def __setstate__(self, path: Path) -> None:
        self.__init__(path)  # type: ignore[misc]

    def _rows_from(self, index: int) -> tuple[int, list[Any]]:
        number = bisect_right(self._ends, index)
        if number != self._group[0]:
            self._group = (number, self._read_group(number))
        begin = self._ends[number - 1] if number else 0
        within = (index - begin) // ROWS_AT_ONCE * ROWS_AT_ONCE
        with _as_data_errors(self._path):
            return begin + within, self._group[1].slice(within, ROWS_AT_ONCE).to_pylist()

    def _read_group(self, number: int) -> Any:
        with _as_data_errors(self._path):
            return self._file.read_row_group(number)


def _opened(path: Path) -> tuple[Any, list[int]]:
    """Return an open file, and the number of rows of each group."""
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise missing_extra("pyarrow", "training-core", "parquet") from error
    with _as_data_errors(path):
        require_no_stream(path)
        file = parquet.ParquetFile(path)
        metadata = file.metadata
        return file, [metadata.row_group(one).num_rows for one in range(metadata.num_row_groups)]


@contextmanager
def _as_data_errors(path: Path) -> Iterator[None]:
    """Raise what pyarrow says of a damaged file, which may be of any kind, as a `DataError`."""
    try:
        yield
    except Exception as error:
        raise DataError(_unreadable(path, error)) from error


def _unreadable(path: Path, error: Exception) -> str:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"{path}: cannot be read as Parquet: {reason.rstrip('.')}. Write the file again."


def _with_spans(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with spans as lists, as they are in JSON."""
    spans = row.get("annotations")
    if not isinstance(spans, list):
        return row
    return {**row, "annotations": [_span(one) for one in spans]}


def _span(value: Any) -> Any:
    if isinstance(value, Mapping) and set(SPAN_KEYS) <= set(value):
        return [value[key] for key in SPAN_KEYS]
    return value
