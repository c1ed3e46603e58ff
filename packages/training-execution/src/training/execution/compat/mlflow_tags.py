"""Tags that say where a final model comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.execution.trackers.mlflow.mlflow_api import MlflowClient

LINEAGE = "code.lineage"
TRAINED_ON_ALL = "code.trained_on_full_data"
SOURCE = "hpo_best_selected"


def tag_lineage(client: MlflowClient, run_id: str, lineage: Mapping[str, Any]) -> None:
    """Tag an MLflow run as trained on all data, and with what it was made from.

    Args:
        client: Client of the server.
        run_id: The MLflow run.
        lineage: What is known of the sweep, trial and refit; empty values are left out.

    Raises:
        MlflowException: The server does not answer, or has no such run.
    """
    known = {f"{LINEAGE}.{key}": str(value) for key, value in lineage.items() if value}
    for key, value in {TRAINED_ON_ALL: "true", f"{LINEAGE}.source": SOURCE, **known}.items():
        client.set_tag(run_id, key, value)
