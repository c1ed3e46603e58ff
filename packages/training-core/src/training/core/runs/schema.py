"""The shape of the records of a run; loaded when one is read, for pydantic is slow to load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.config.origin import dotted

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


class RunRecord(_Part):
    """`run.json`."""

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
    checksum: str | None = None


class HistoryMark(BaseModel):
    """How much of a history a checkpoint or the record of a run knows.

    Attributes:
        bytes: Length.
        sha256: Checksum of that much; None where an older version noted none.
    """

    model_config = ConfigDict(strict=True, extra="ignore")
    bytes: int = Field(ge=0)
    sha256: str | None = None


def check_record(values: Mapping[str, Any]) -> None:
    """Check the content of a `run.json`.

    Raises:
        ValueError: A key is missing or holds what no run writes; the message is a clause.
    """
    try:
        RunRecord.model_validate(values)
    except ValidationError as error:
        raise ValueError(_clause(error)) from error


def _clause(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=True)[0]
    if first["type"] == "missing":
        return f"the key `{dotted(first['loc'])}` is missing"
    given = ascii(first["input"])
    shown = given if len(given) <= 60 else f"{given[:57]}..."
    return f"`{dotted(first['loc'])}` is {shown}: {first['msg'].lower()}"
