"""Keep folds in a JSON file, so that every trial and every later run sees the same ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.config.origin import dotted
from training.core.data.folds.checks import Split, check_split
from training.core.data.formats.json_text import JsonError, parse_json
from training.core.data.formats.text_files import read_text
from training.core.io.atomic_files import refusal, write_json
from training.errors import DataError

_FORM = '{"splits": [{"train": [0, …], "validation": [7, …]}, …], "metadata": {…}}'
_PARTS = ("train", "validation")
SHOWN = 60
Index = Annotated[int, Field(ge=0, lt=2**63)]


class _Fold(BaseModel):
    """Further keys are kept out: newer versions may write some."""

    model_config = ConfigDict(strict=True, extra="ignore")
    train: list[Index] = Field(min_length=1)
    validation: list[Index] = Field(min_length=1)


class _FoldFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    splits: list[_Fold] = Field(min_length=1)
    metadata: dict[str, Any] | None = None


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
    found = _checked(path, _parsed(path))
    splits = [
        check_split((fold.train, fold.validation), f"{path}, fold {number}")
        for number, fold in enumerate(found.splits)
    ]
    return splits, found.metadata or {}


def _checked(path: Path, content: dict[str, Any]) -> _FoldFile:
    try:
        return _FoldFile.model_validate(content)
    except ValidationError as error:
        raise DataError(f"{path}{_fault(error)} Expected {_FORM}.") from error


def _fault(error: ValidationError) -> str:
    """Return the place and the reason of the first fault; folds are numbered as in messages."""
    first = error.errors(include_url=False)[0]
    place, given = first["loc"], ascii(first["input"])
    fold = f", fold {place[1]}" if place[0] == "splits" and len(place) > 1 else ""
    shown = given if len(given) <= SHOWN else f"{given[: SHOWN - 3]}..."
    is_said = first["type"] in ("missing", "too_short")
    reason = first["msg"].lower() if is_said else f"{first['msg'].lower()}, not {shown}"
    return f"{fold}: no folds in this file can be used: `{dotted(place)}`: {reason}."


def _parsed(path: Path) -> dict[str, Any]:
    text = read_text(path)
    try:
        content = parse_json(text)
    except JsonError as error:
        raise DataError(f"{path}:{error.line}: {error}.") from error
    if not isinstance(content, dict):
        raise DataError(f"{path}: no folds in this file; expected {_FORM}.")
    return content
