"""The record of a run, `run.json`: parsed and checked here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from typing import Any

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import ValidationError

from training.config.origin import dotted
from training.core.strict_json import parse_object
from training.errors import RunError

RECORD = "run.json"
METRICS = "metrics.jsonl"
CHECKPOINT = "checkpoint"
MODEL = "model"
DECIDING = "deciding"
"""Values of the configuration that decided the result when the run was started, by key."""
Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    """Further keys are kept as they are: newer versions and plugins write some."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Parent(_Part):
    kind: str
    id: str
    directory: str | None = None
    fingerprints: dict[str, str] | None = None


class _Data(_Part):
    source: str | None = None
    train: int | None = None
    validation: int | None = None
    test: int | None = None
    fingerprint: str | None = None


class _Environment(_Part):
    python: str | None = None
    platform: str | None = None
    packages: dict[str, str] | None = None
    plugins: dict[str, str] | None = None
    code: dict[str, Any] | None = None


class _Score(_Part):
    metric: str | None = None
    mode: str | None = None
    value: float | None = None


class _Checkpoints(_Part):
    written: int = 0
    stalled_seconds: float = 0.0


class _Model(_Part):
    manifest: str | None = None


class _History(_Part):
    bytes: int | None = None
    sha256: str | None = None
    problems: list[str] | None = None


class _RunRecord(_Part):
    id: Text
    status: Text
    kind: str | None = None
    name: str | None = None
    created: str | None = None
    finished: str | None = None
    seconds: float | None = None
    parents: list[_Parent] | None = None
    details: dict[str, Any] | None = None
    data: _Data | None = None
    seed: int | None = None
    config_hash: str | None = None
    fingerprints: dict[str, str] | None = None
    environment: _Environment | None = None
    process: int | None = None
    best_epoch: int | None = None
    steps: int | None = None
    metrics: dict[str, dict[str, Any]] | None = None
    score: _Score | None = None
    metric: str | None = None
    value: float | None = None
    checkpoints: _Checkpoints | None = None
    model: _Model | None = None
    history: _History | None = None
    deciding: dict[str, Any] | None = None
    error: str | None = None
    resumed: list[str] | None = None


def parse_record(content: bytes) -> dict[str, Any]:
    """Return the content of a `run.json`.

    Raises:
        ValueError: It is damaged, or a key holds what no run writes; the message is a clause.
    """
    values = parse_object(content)
    try:
        _RunRecord.model_validate(values)
    except ValidationError as error:
        raise ValueError(_clause(error)) from error
    return values


def read_record(directory: Path) -> dict[str, Any]:
    """Return the record of the run in a directory.

    Raises:
        RunError: It is missing or damaged.
    """
    path = directory / RECORD
    try:
        return parse_record(path.read_bytes())
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


def _clause(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=True)[0]
    if first["type"] == "missing":
        return f"the key `{dotted(first['loc'])}` is missing"
    given = ascii(first["input"])
    shown = given if len(given) <= 60 else f"{given[:57]}..."
    return f"`{dotted(first['loc'])}` is {shown}: {first['msg'].lower()}"
