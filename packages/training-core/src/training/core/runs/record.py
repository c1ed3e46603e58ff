"""The record of a run, `run.json`: parsed and checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training._regular_files import read_regular
from training.core.io.atomic_files import write_json
from training.core.io.json import CHECKSUM, checksum_of, finite, parse_object
from training.errors import RunError

RECORD = "run.json"
METRICS = "metrics.jsonl"
CHECKPOINT = "checkpoint"
MODEL = "model"
DECIDING = "deciding"
"""Values of the configuration that decided the result when the run was started, by key."""
CHANGED = (
    "the record was changed after it was written: it does not agree with its checksum. Do not "
    "trust its numbers; restore the file from a backup, or train again"
)


def model_folder(path: Path) -> Path:
    """Return the exported model of a run's directory; every other path as it is."""
    return path / CHECKPOINT if (path / RECORD).is_file() else path


def parse_record(content: bytes) -> dict[str, Any]:
    """Return the content of a `run.json`.

    Raises:
        ValueError: It is damaged, or a key holds what no run writes; the message is a clause.
    """
    # Only here, because asking an index that knows every run must not wait for pydantic.
    from training.core.runs.schema import check_record

    values = parse_object(content)
    check_record(values)
    # A changed record keeps it, so that no later update makes it look intact.
    if values.get(CHECKSUM) == checksum_of(values):
        del values[CHECKSUM]
    return values


def write_record(directory: Path, record: Mapping[str, Any]) -> None:
    """Write the record of a run with its checksum; numbers that are not finite become null.

    A record that was changed on disk before it was read keeps the checksum it does not agree with.

    Raises:
        OSError: It cannot be written.
    """
    values = finite(record)
    checksum = values.get(CHECKSUM, checksum_of(values))
    write_json(directory / RECORD, {**values, CHECKSUM: checksum})


def record_problem(record: Mapping[str, Any]) -> str | None:
    """Return that a record, as `read_record` returned it, was changed by hand; else None."""
    return CHANGED if CHECKSUM in record else None


def is_sealed(directory: Path) -> bool:
    """Return whether the record in a directory holds a checksum; older versions wrote none."""
    try:
        return CHECKSUM in parse_object(read_regular(directory / RECORD))
    except (OSError, ValueError):
        return False


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
