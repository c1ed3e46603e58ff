"""The record of a run, `run.json`: parsed and checked here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training._regular_files import read_regular
from training.core.strict_json import parse_object
from training.errors import RunError

RECORD = "run.json"
METRICS = "metrics.jsonl"
CHECKPOINT = "checkpoint"
MODEL = "model"
DECIDING = "deciding"
"""Values of the configuration that decided the result when the run was started, by key."""


def parse_record(content: bytes) -> dict[str, Any]:
    """Return the content of a `run.json`.

    Raises:
        ValueError: It is damaged, or a key holds what no run writes; the message is a clause.
    """
    # Only here, because asking an index that knows every run must not wait for pydantic.
    from training.core.run_schema import check_record

    values = parse_object(content)
    check_record(values)
    return values


def read_record(directory: Path) -> dict[str, Any]:
    """Return the record of the run in a directory.

    Raises:
        RunError: It is missing or damaged.
    """
    path = directory / RECORD
    try:
        return parse_record(read_regular(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RunError(
            f"{path}: the record of the run is damaged: {reason}. Restore the file from a backup, "
            "or train again."
        ) from error


def recorded_model(folder: Path) -> str | None:
    """Return the checksum of a model's manifest by the record of its run; None when it says none.

    Args:
        folder: The folder of the exported model, in the directory of its run or elsewhere.
    """
    try:
        model = read_record(folder.absolute().parent).get(MODEL)
    except RunError:
        return None
    return None if model is None or folder.name != CHECKPOINT else model.get("manifest")
