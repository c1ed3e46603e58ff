"""Find an experiment, or make it."""

from __future__ import annotations

from training.errors import RunError
from training.execution.trackers.mlflow.mlflow_api import (
    LifecycleStage,
    MlflowClient,
    MlflowException,
)


def experiment_id_of(client: MlflowClient, name: str) -> str:
    """Return the id of an experiment; several processes may ask at once.

    Raises:
        RunError: The experiment was deleted.
        MlflowException: The server does not answer.
    """
    found = client.get_experiment_by_name(name)
    if found is None:
        try:
            return str(client.create_experiment(name))
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
            found = client.get_experiment_by_name(name)
    if found is None or found.lifecycle_stage != LifecycleStage.ACTIVE:
        raise RunError(
            f"the MLflow experiment `{name}` was deleted. Restore it, or set another one in "
            "`logging.mlflow.experiment`"
        )
    return str(found.experiment_id)
