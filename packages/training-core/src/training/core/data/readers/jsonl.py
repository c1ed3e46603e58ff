"""Read JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from training.core.data.dataset import Record
from training.core.data.reader import FileReader
from training.core.data.text_files import read_lines
from training.errors import DataError


class JsonlReader(FileReader):
    """One JSON value a line; blank lines are passed over."""

    suffixes = (".jsonl", ".ndjson")

    def records(self, path: Path) -> Iterator[Record]:
        """Yield one record a line."""
        for number, line in enumerate(read_lines(path), start=1):
            if line.strip():
                yield Record(_parse(line, f"{path}:{number}"), f"{path}:{number}")


def _parse(line: str, place: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{place}: not valid JSON at column {error.colno}: {error.msg}. "
            "Each line must hold one whole JSON document."
        ) from error
    except RecursionError as error:
        raise DataError(f"{place}: the JSON is nested too deeply to be a document.") from error
