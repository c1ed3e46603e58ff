"""Find the metrics of a trial in MLflow, when its folder has none any more."""

from __future__ import annotations

from pathlib import Path

from training.execution.trackers.mlflow.mlflow_extra import mlflow_client
from training.hpo.exceptions import MLflowTrackingError


def tracked_metrics(folder: Path, experiment: str) -> dict[str, float]:
    """Return the newest metrics of the tracked run that is named like the folder of a trial.

    Args:
        folder: Folder of the trial.
        experiment: Name of the experiment.

    Returns:
        Metrics by name; none when there is no such experiment or run.

    Raises:
        MLflowTrackingError: The tracking server does not answer.
        MissingExtraError: MLflow is not installed.
    """
    client = mlflow_client(None)
    from mlflow.exceptions import MlflowException

    from training.execution.trackers.mlflow.run_search import runs_named

    try:
        found = client.get_experiment_by_name(experiment)
        runs = [] if found is None else runs_named(client, found.experiment_id, folder.name)
    except MlflowException as error:
        raise MLflowTrackingError(
            f"The experiment `{experiment}` cannot be searched for the trial {folder.name}: "
            f"{error}. Check MLFLOW_TRACKING_URI."
        ) from error
    return dict(runs[-1].data.metrics) if runs else {}
