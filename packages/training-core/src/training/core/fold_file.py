"""Keep folds in a JSON file, so that every trial and every later run sees the same ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.core.data.json_text import JsonError
from training.core.data.json_text import parse_json
from training.core.data.text_files import read_text
from training.core.files import refusal
from training.core.files import write_json
from training.core.fold_checks import Split
from training.core.fold_checks import check_split
from training.errors import DataError

_FORM = '{"splits": [{"train": [0, …], "validation": [7, …]}, …], "metadata": {…}}'
_PARTS = ("train", "validation")


def save_fold_splits(
    splits: list[Split], output_path: Path, metadata: dict[str, Any] | None = None
) -> None:
    """Write folds to a JSON file, atomically; its folder is made if need be.

    Args:
        splits: As `create_kfold_splits` returns them.
        output_path: The file; an existing one is replaced.
        metadata: What is worth remembering of how they were made; JSON values only.

    Raises:
        DataError: The folds could not be loaded again, or the file cannot be written.
    """
    path = Path(output_path)
    checked = [check_split(split, f"fold {fold}") for fold, split in enumerate(splits)]
    content = {
        "splits": [dict(zip(_PARTS, split, strict=True)) for split in checked],
        "metadata": metadata or {},
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, content)
    except OSError as error:
        raise DataError(f"{path}: the folds cannot be written: {refusal(error)}.") from error


def load_fold_splits(input_path: Path) -> tuple[list[Split], dict[str, Any]]:
    """Read folds that `save_fold_splits` wrote.

    Returns:
        The folds, and the metadata they were saved with.

    Raises:
        DataError: The file cannot be read, is not of that form, or a fold has an empty part, an
            index that is no whole number >= 0, one twice, or one in both parts.
    """
    path = Path(input_path)
    content = _parsed(path)
    folds, metadata = content.get("splits"), content.get("metadata") or {}
    if not isinstance(folds, list) or not folds or not isinstance(metadata, dict):
        raise DataError(f"{path}: no folds in this file; expected {_FORM}.")
    return [_split(fold, f"{path}, fold {number}") for number, fold in enumerate(folds)], metadata


def _parsed(path: Path) -> dict[str, Any]:
    text = read_text(path)
    try:
        content = parse_json(text)
    except JsonError as error:
        raise DataError(f"{path}:{error.line}: {error}.") from error
    if not isinstance(content, dict):
        raise DataError(f"{path}: no folds in this file; expected {_FORM}.")
    return content


def _split(fold: Any, place: str) -> Split:
    if not isinstance(fold, dict) or not set(_PARTS) <= set(fold):
        raise DataError(f"{place}: expected the lists `train` and `validation`; see {_FORM}.")
    return check_split([fold[part] for part in _PARTS], place)
