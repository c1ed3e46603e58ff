"""Read JSON files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.formats.json_text import JsonError, parse_json
from training.core.data.formats.text_files import read_text
from training.core.data.reader import FileReader
from training.errors import DataError

FORM = f"a list of documents, or an object with lists under {', '.join(SPLITS)}"
LINES = " If the file holds one document a line, name it .jsonl."


class JsonReader(FileReader):
    """A list of documents, or an object with a list for each split."""

    suffixes = (".json",)

    def read(self, path: Path | None) -> Dataset[Record]:
        """Read a list as the training split, or each named split."""
        assert path is not None
        content = _parse(path)
        if isinstance(content, list):
            return Dataset(_records(content, str(path)), source=str(path))
        if isinstance(content, dict) and content and set(content) <= set(SPLITS):
            train, validation, test = (_split(content, name, path) for name in SPLITS)
            return Dataset(train, validation, test, str(path))
        raise DataError(f"{path}: expected {FORM}.{LINES if _is_record(content) else ''}")

    def records(self, path: Path) -> Sequence[Record]:
        """Return the documents of a file that holds a list."""
        dataset = self.read(path)
        if dataset.validation or dataset.test:
            raise DataError(
                f"{path}: this file stands for one split, but holds several. "
                "Give the file itself as `data.path`."
            )
        return dataset.train


def _parse(path: Path) -> object:
    text = read_text(path)
    if not text.strip():
        raise DataError(f"{path}: the file is empty; expected {FORM}.")
    try:
        return parse_json(text)
    except JsonError as error:
        way_out = LINES if error.is_extra and error.line > 1 else ""
        raise DataError(f"{path}:{error.line}: {error}.{way_out}") from error


def _is_record(content: object) -> bool:
    return isinstance(content, dict) and not set(content) & set(SPLITS)


def _split(content: dict[str, object], name: str, path: Path) -> list[Record]:
    items = content.get(name, [])
    if not isinstance(items, list):
        raise DataError(f"{path}: `{name}` must be a list of documents.")
    return _records(items, f"{path}, {name}")


def _records(items: list[object], place: str) -> list[Record]:
    return [Record(item, f"{place}, document {number}") for number, item in enumerate(items, 1)]
