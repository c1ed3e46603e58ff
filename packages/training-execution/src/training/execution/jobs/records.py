"""The records of jobs, one folder each in `.jobs` of a folder of runs."""

from __future__ import annotations

import logging
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.core.io.atomic_files import write_json
from training.errors import RunError, suggestion
from training.execution.jobs.job import Job

logger = logging.getLogger("training")

FOLDER = ".jobs"
RECORD = "job.json"
LATEST = "latest"


def job_folder(runs: Path, name: str) -> Path:
    """Make the folder of a new job; a number tells it from an earlier job of the same run."""
    for number in count(1):
        folder = runs / FOLDER / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise AssertionError("numbers do not end")


def write_job(job: Job) -> None:
    """Write the record of a job into its folder."""
    values = {name: value for name, value in asdict(job).items() if name != "folder"}
    values["directory"] = None if job.directory is None else str(job.directory)
    write_json(job.folder / RECORD, values)


def list_jobs(runs: Path) -> list[Job]:
    """Return the jobs of a folder of runs, oldest first; warnings name the damaged ones."""
    jobs = [_read_or_warn(record) for record in sorted((runs / FOLDER).glob(f"*/{RECORD}"))]
    return sorted(filter(None, jobs), key=lambda job: (job.created, job.id))


def _read_or_warn(record: Path) -> Job | None:
    try:
        return _read(record)
    except RunError as error:
        logger.warning("%s", error)
        return None


def find_job(name: str, runs: Path) -> Job:
    """Return a job by its name, or the ``latest``.

    Raises:
        RunError: There is no such job, or its record is damaged.
    """
    record = runs / FOLDER / name / RECORD
    if name == Path(name).name and record.is_file():
        return _read(record)
    jobs = list_jobs(runs)
    found = jobs[-1:] if name == LATEST else []
    if not found:
        known = [job.id for job in jobs]
        newest = f" Newest: {', '.join(reversed(known[-3:]))}." if known else ""
        raise RunError(
            f"{name}: no such job in {runs / FOLDER}.{suggestion(name, known)}{newest} Start one "
            "with `training jobs submit`, or say where they are with --runs."
        )
    return found[0]


class JobRecord(BaseModel):
    """The content of `job.json`; `handle` is validated by the backend that wrote it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str = Field(min_length=1)
    launcher: str = Field(min_length=1)
    created: str
    directory: str | None
    handle: dict[str, Any]


def _read(record: Path) -> Job:
    try:
        values = JobRecord.model_validate_json(record.read_bytes())
        if values.id != record.parent.name:
            raise ValueError(f"its id is {values.id!r}, its folder {record.parent.name!r}")
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(
            f"{record}: the record of the job is damaged ({_reason(error)}). Delete its folder; "
            "the run itself is not touched."
        ) from error
    place = None if values.directory is None else Path(values.directory)
    return Job(
        values.id, values.launcher, values.created, place, values.handle, folder=record.parent
    )


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    return ": ".join([*map(str, first["loc"]), first["msg"]])
