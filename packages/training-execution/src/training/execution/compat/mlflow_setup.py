"""The old way to make MLflow runs by hand, and to tell child processes of them.

New code names the tracker `mlflow` in `logging.trackers`, which needs neither.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.execution.trackers.mlflow.mlflow_extra import bounded_client
from training.execution.trackers.mlflow.options import (
    EXPERIMENT_VARIABLE,
    PARENT_VARIABLE,
    RUN_VARIABLE,
    URI_VARIABLE,
)

if TYPE_CHECKING:
    from mlflow.entities import Run

TRIAL_VARIABLE = "MLFLOW_TRIAL_NUMBER"


def create_training_mlflow_run(
    experiment_name: str,
    run_name: str,
    tags: Mapping[str, str] | None = None,
    parent_run_id: str | None = None,
    run_id: str | None = None,
    root_dir: Path | None = None,
    config_dir: Path | None = None,
    context: Any | None = None,
    tracking_uri: str | None = None,
) -> tuple[str, Run]:
    """Make an MLflow run, or take up an existing one; it is running afterwards.

    Args:
        experiment_name: Experiment, made if need be.
        run_name: Name of a new run.
        tags: Tags of the run.
        parent_run_id: MLflow run in which it is nested.
        run_id: Existing MLflow run, which keeps its name and experiment.
        root_dir: Taken for old callers, whose index was kept there; MLflow is searched instead.
        config_dir: Taken for old callers, see `root_dir`.
        context: Its plain attributes become tags `code.<name>`.
        tracking_uri: Server or store; by default what MLflow is set to.

    Returns:
        The id of the run, and the run.

    Raises:
        MissingExtraError: MLflow is not installed.
        RunError: The experiment was deleted.
        MlflowException: The server does not answer, or has no such run.
    """
    client = bounded_client(tracking_uri)
    from mlflow.entities import RunTag
    from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

    from training.execution.trackers.mlflow.experiments import experiment_id_of

    known = {**_attributes(context), **(tags or {})}
    if parent_run_id is not None:
        known[MLFLOW_PARENT_RUN_ID] = parent_run_id
    if run_id is None:
        experiment = experiment_id_of(client, experiment_name)
        made = client.create_run(experiment, tags=known, run_name=run_name)
        return str(made.info.run_id), made
    client.update_run(run_id, status="RUNNING")
    client.log_batch(run_id, tags=[RunTag(key, str(value)) for key, value in known.items()])
    return run_id, client.get_run(run_id)


def setup_mlflow_tracking_env(
    experiment_name: str,
    tracking_uri: str | None = None,
    parent_run_id: str | None = None,
    run_id: str | None = None,
    trial_number: int | None = None,
    additional_vars: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the environment variables that tell a child process where it is recorded.

    The tracker `mlflow` reads the first four of them.

    Args:
        experiment_name: Becomes MLFLOW_EXPERIMENT_NAME.
        tracking_uri: Becomes MLFLOW_TRACKING_URI; by default that of this process, if it has one.
        parent_run_id: Becomes MLFLOW_PARENT_RUN_ID.
        run_id: Becomes MLFLOW_RUN_ID.
        trial_number: Becomes MLFLOW_TRIAL_NUMBER.
        additional_vars: Further variables, which win.
    """
    values = {
        EXPERIMENT_VARIABLE: experiment_name,
        URI_VARIABLE: tracking_uri or os.environ.get(URI_VARIABLE),
        PARENT_VARIABLE: parent_run_id,
        RUN_VARIABLE: run_id,
        TRIAL_VARIABLE: trial_number,
        **(additional_vars or {}),
    }
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def _attributes(context: Any) -> dict[str, str]:
    """Return the plain attributes of a context as tags."""
    return {
        f"code.{name}": str(value)
        for name, value in getattr(context, "__dict__", {}).items()
        if isinstance(value, (str, int, float)) and not name.startswith("_") and value != ""
    }
