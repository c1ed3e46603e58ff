"""Read texts to try a model on."""

from __future__ import annotations

from pathlib import Path

from training.config import DataConfig
from training.core.data.dataset import Record
from training.core.data.formats.text_files import read_lines
from training.core.data.read import read_records
from training.errors import DataError


def load_test_texts(file_path: Path) -> list[str]:
    """Return the texts of a file: JSON or JSONL with texts or documents, else one text a line.

    Raises:
        DataError: The file cannot be read, or an item holds no text.
    """
    path = Path(file_path)
    if path.suffix in (".json", ".jsonl"):
        return [_text_of(record) for record in read_records(DataConfig(path=path)).train]
    return [line for line in read_lines(path) if line.strip()]


def _text_of(record: Record) -> str:
    values = record.values
    text = values.get("text") if isinstance(values, dict) else values
    if not isinstance(text, str):
        raise DataError(f"{record.place}: expected a text or a document with `text`: {values!r}.")
    return text
