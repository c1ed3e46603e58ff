"""Tracked runs of trials that are trained once, without folds."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.execution.trackers.mlflow.mlflow_extra import bounded_client
from training.hpo.compat.tracking.failures import tracking_failures

logger = logging.getLogger("training.hpo")

_NOT_SAMPLED = ("trial_number", "run_id", "backbone")


def create_trial_run_no_cv(
    trial_params: Mapping[str, Any],
    config_dir: Path,
    output_base_dir: Path,
    hpo_parent_run_id: str | None = None,
) -> str | None:
    """Make the tracked run of a trial, nested in that of its sweep.

    Args:
        trial_params: Sampled parameters, and `trial_number`, `run_id` and `backbone`.
        config_dir: Taken for old callers, whose names were configured there.
        output_base_dir: Folder of the sweep; noted as a tag.
        hpo_parent_run_id: The MLflow run of the sweep; without one nothing is recorded.

    Returns:
        The MLflow run; None without a parent.

    Raises:
        MissingExtraError: MLflow is not installed.
        MLflowTrackingError: The server does not answer, or has no such parent.
    """
    if not hpo_parent_run_id:
        return None
    client = bounded_client(None)
    from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

    from training.execution.trackers.mlflow.parameters import parameters_of

    number = trial_params.get("trial_number", "unknown")
    noted = {f"code.{key}": str(trial_params[key]) for key in _NOT_SAMPLED if key in trial_params}
    tags = {
        MLFLOW_PARENT_RUN_ID: hpo_parent_run_id,
        "code.stage": "hpo_trial",
        "code.output_dir": Path(output_base_dir).name,
        **noted,
    }
    sampled = {key: value for key, value in trial_params.items() if key not in _NOT_SAMPLED}
    with tracking_failures(f"the run of trial {number} cannot be made"):
        experiment = client.get_run(hpo_parent_run_id).info.experiment_id
        made = client.create_run(experiment, tags=tags, run_name=f"trial_{number}")
        client.log_batch(made.info.run_id, params=parameters_of(sampled))
    return str(made.info.run_id)


def finalize_trial_run_no_cv(trial_run_id: str, trial_number: int) -> None:
    """End the tracked run of a trial; one that has ended stays as it is.

    Args:
        trial_run_id: The MLflow run.
        trial_number: The trial, for messages.

    Raises:
        MissingExtraError: MLflow is not installed.
        MLflowTrackingError: The server does not answer, or has no such run.
    """
    client = bounded_client(None)
    with tracking_failures(f"the run of trial {trial_number} cannot be ended"):
        status = client.get_run(trial_run_id).info.status
        if status in ("RUNNING", "SCHEDULED"):
            client.set_terminated(trial_run_id, "FINISHED")
        else:
            logger.info("the run of trial %d is %s already", trial_number, status)
