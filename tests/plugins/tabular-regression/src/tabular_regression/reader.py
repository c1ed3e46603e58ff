"""Read CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from pydantic import Field

from training.config import Section
from training.core.data import FileReader, Record


class CsvOptions(Section):
    """Keys of `data` for the reader `csv`."""

    target: str = "target"
    """Column to predict."""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    """Sign between two columns."""


class CsvReader(FileReader):
    """One row of numbers a line, below a line of column names."""

    options = CsvOptions
    suffixes = (".csv",)

    def records(self, path: Path) -> Iterator[Record]:
        """Yield ``{"features": {...}, "target": "…"}`` for each row."""
        options = cast("CsvOptions", self.settings)
        with path.open(newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter=options.delimiter), 2):
                target = row.pop(options.target, None)
                yield Record({"features": row, "target": target}, f"{path}:{number}")
