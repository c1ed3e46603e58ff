"""The old way to tag the tracked run of a final training with its lineage."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.runs.directory import RECORD, open_run
from training.core.trackers.remote.queue import EventQueue
from training.execution.trackers.mlflow.mlflow_extra import bounded_client

if TYPE_CHECKING:
    from mlflow import MlflowClient

logger = logging.getLogger("training.trackers")


def apply_lineage_tags(
    experiment_name: str,
    context: Any,
    output_dir: Path,
    root_dir: Path,
    config_dir: Path,
    lineage: Mapping[str, Any],
) -> None:
    """Tag the MLflow run of a final training: `code.lineage.*`, `code.trained_on_full_data`.

    A run that cannot be found or a server that does not answer is logged as a warning, as tracking
    never fails a training.

    Args:
        experiment_name: Experiment of the run.
        context: If it has a `run_id`, that is the MLflow run.
        output_dir: Run directory; without a `run_id` the run is found by it.
        root_dir: Taken for old callers; nothing is looked up there.
        config_dir: Taken for old callers; nothing is looked up there.
        lineage: Result of `extract_lineage_from_best_model`; empty values are left out.

    Raises:
        MissingExtraError: MLflow is not installed.
    """
    client = bounded_client(None)
    from mlflow.exceptions import MlflowException

    from training.execution.compat.mlflow_tags import tag_lineage

    try:
        run_id = _tracked_run(client, experiment_name, context, Path(output_dir))
        if run_id is not None:
            tag_lineage(client, run_id, lineage)
            return
        problem = f"no run of the experiment `{experiment_name}` stands for it"
    except MlflowException as error:
        problem = str(error)
    logger.warning("%s: the lineage is not tagged in MLflow: %s", output_dir, problem)


def _tracked_run(
    client: MlflowClient, experiment_name: str, context: Any, directory: Path
) -> str | None:
    """Return the MLflow run of a run directory: as named, as noted there, or found by its tag."""
    from training.execution.trackers.mlflow.run_search import RUN, runs_tagged

    named = getattr(context, "run_id", None) or _noted(directory)
    if named is not None:
        return str(named)
    experiment = client.get_experiment_by_name(experiment_name)
    if experiment is None or not (directory / RECORD).is_file():
        return None
    found = runs_tagged(client, experiment.experiment_id, RUN, open_run(str(directory)).id)
    return str(found[-1].info.run_id) if found else None


def _noted(directory: Path) -> Any:
    return EventQueue(directory, "mlflow").progress().memory.get("run_id")
