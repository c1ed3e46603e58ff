"""Check a sweep job before and after it runs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import ConfigError
from training.hpo.azureml.sdk import azure_ml
from training.hpo.exceptions import HPOError

if TYPE_CHECKING:
    from azure.ai.ml import MLClient
    from azure.ai.ml.entities import Job

COMPLETED = "Completed"
_BEST = "best_child_run_id"


def require_valid(job: Job, name: str, min_expected_trials: int | None) -> None:
    """Write a job with the SDK's schema and read it back, as `az ml job create` would.

    Raises:
        HPOError: The schema refuses it, or it may not run enough trials.
    """
    if getattr(job, "type", None) != "sweep":
        raise HPOError(f"{name}: it is a job of the type {getattr(job, 'type', None)!r}, no sweep.")
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "job.yaml"
            job.dump(file)
            azure_ml().load_job(file)
    except Exception as error:
        # The SDK raises errors of its own and of the libraries below it.
        raise HPOError(f"{name}: Azure ML's schema refuses it: {error}") from error
    _require_trials(name, getattr(job, "limits", None), min_expected_trials)


def require_completed(
    job: Job, name: str, min_expected_trials: int | None, ml_client: MLClient | None
) -> None:
    """Require that a submitted job is complete, with a best trial and enough trials.

    Raises:
        HPOError: It is not.
        ConfigError: Trials are to be counted without a client.
    """
    if job.status != COMPLETED:
        raise HPOError(
            f"{name}: its status is {job.status}, not {COMPLETED}. Look at it in the studio: "
            f"{job.studio_url or job.name}."
        )
    if not (job.properties or {}).get(_BEST):
        raise HPOError(
            f"{name}: it names no best trial, so no trial reported its primary metric. Check that "
            "the script logs the metric of `objective.metric`."
        )
    if min_expected_trials is not None:
        _count_trials(job, name, min_expected_trials, ml_client)


def _count_trials(job: Job, name: str, least: int, ml_client: MLClient | None) -> None:
    if ml_client is None:
        raise ConfigError(
            f"`ml_client`: the trials of the {name} can only be counted with a client. Give it, or "
            "leave `min_expected_trials` out."
        )
    children = list(ml_client.jobs.list(parent_job_name=job.name))
    completed = sum(child.status == COMPLETED for child in children)
    if completed < least:
        raise HPOError(
            f"{name}: {completed} of its {len(children)} trials are complete, and at least {least} "
            "were expected."
        )


def _require_trials(name: str, limits: object, least: int | None) -> None:
    most = getattr(limits, "max_total_trials", None)
    if least is not None and most is not None and most < least:
        raise HPOError(
            f"{name}: it runs at most {most} trials, and at least {least} are expected. Raise "
            "`sampling.max_trials`."
        )
