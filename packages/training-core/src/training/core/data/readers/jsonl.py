"""Read JSON Lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from training.core.data.dataset import Record
from training.core.data.formats.file_parts import FileParts, Stretch
from training.core.data.formats.json_text import JsonError, parse_json
from training.core.data.formats.text_files import lines_of
from training.core.data.reader import FileReader
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
    try:
        return Record(parse_json(text), place)
    except JsonError as error:
        raise DataError(f"{place}: {error}. {_way_out(text)}") from error


def _way_out(text: str) -> str:
    if text.lstrip().startswith("["):
        return (
            "This looks like one JSON list over several lines, and a .jsonl file holds one whole "
            "document a line: name the file .json."
        )
    return "Each line must hold one whole JSON document."
