"""Read JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from training.core.data.dataset import Record
from training.core.data.file_parts import FileParts
from training.core.data.file_parts import Stretch
from training.core.data.reader import FileReader
from training.core.data.text_files import lines_of
from training.errors import DataError


class JsonlReader(FileReader):
    """One JSON value a line; blank lines are passed over. Lines are read as they are needed."""

    suffixes = (".jsonl", ".ndjson")

    def records(self, path: Path) -> Sequence[Record]:
        """Return one record a line."""
        stretches = (
            Stretch(line.start, line.start + len(line.content), line.number)
            for line in lines_of(path)
            if not line.is_blank
        )
        return FileParts(path, stretches, partial(_record, path))


def _record(path: Path, text: str, line: int) -> Record:
    place = f"{path}:{line}"
    return Record(_parse(text, place), place)


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
    except ValueError as error:
        raise DataError(f"{place}: not valid JSON: {error}.") from error
