"""Schemas of the records of trials and folds that sweeps read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from training.core.runs.directory import RECORD, open_run, warn_if_changed
from training.errors import RunError
from training.hpo.workers.fold_job import FoldResult, Outcome

Model = TypeVar("Model", bound=BaseModel)


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Metrics(_Record):
    """Metrics by split; values that are no finite numbers are of no interest to a sweep."""

    validation: Mapping[str, Any] | None = None
    """Of the best evaluation."""


class DataSizes(_Record):
    """The part `data` of the record of a run."""

    train: int = Field(default=0, ge=0)
    """Samples it was trained on."""


class FoldRecord(_Record):
    """The record of a fold."""

    status: str
    """How it stands."""
    seconds: FiniteFloat = Field(default=0.0, ge=0)
    """Time it took."""
    best_epoch: int | None = Field(default=None, ge=0)
    """Epoch of the best evaluation."""
    metrics: Metrics | None = None
    """What it scored."""
    data: DataSizes | None = None
    """What it was trained on."""


class TrialDetails(_Record):
    """The part `details` of the record of a trial."""

    params: dict[str, str | int | FiniteFloat | bool | None]
    """Its parameters by name."""


class TrialRecord(_Record):
    """The record of a trial."""

    status: str
    """How it stands."""
    details: TrialDetails
    """What it tries."""
    fold_values: list[FiniteFloat | None] | None = None
    """Objective of the folds it was judged by."""
    error: str | None = None
    """Why it was pruned or failed."""


class FoldNote(_Record):
    """What a study notes of a fold: the fields of `FoldResult`."""

    trial: int = Field(ge=0)
    fold: int = Field(ge=0)
    outcome: Outcome
    value: FiniteFloat | None = None
    metrics: dict[str, float] = {}
    best_epoch: int = Field(default=0, ge=0)
    best_step: int | None = Field(default=None, ge=0)
    seconds: FiniteFloat = Field(default=0.0, ge=0)
    directory: str = ""
    message: str = ""
    traceback: str = ""


def fold_record(directory: Path) -> FoldRecord:
    """Return the record of a fold.

    Raises:
        RunError: It is missing or damaged.
    """
    return _checked(FoldRecord, _opened(directory), str(directory / RECORD))


def trial_record(directory: Path) -> TrialRecord:
    """Return the record of a trial.

    Raises:
        RunError: It is missing or damaged.
    """
    return _checked(TrialRecord, _opened(directory), str(directory / RECORD))


def noted_fold(noted: Any, place: str) -> FoldResult:
    """Return the result that a study notes of a fold.

    Raises:
        RunError: It is damaged.
    """
    return FoldResult(**_checked(FoldNote, noted, place).model_dump())


def _opened(directory: Path) -> dict[str, Any]:
    run = open_run(str(directory))
    warn_if_changed(run)
    return run.record


def _checked(model: type[Model], values: Any, place: str) -> Model:
    try:
        return model.model_validate(values)
    except (ValidationError, RecursionError) as error:
        raise RunError(f"{place}: the record is damaged: {_words(error)}.") from error


def _words(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(map(str, first["loc"]))
    return f"`{key}`: {first['msg']}" if key else first["msg"]
