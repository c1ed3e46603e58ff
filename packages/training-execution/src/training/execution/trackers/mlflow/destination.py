"""An experiment of an MLflow server or store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from training.config.redaction import without_credentials
from training.core.trackers.remote.destination import Destination
from training.execution.trackers.mlflow.mlflow_extra import bound_requests

if TYPE_CHECKING:
    from training.execution.trackers.mlflow.connection import MlflowConnection


@dataclass(frozen=True)
class MlflowDestination(Destination):
    """Where runs are recorded.

    Attributes:
        uri: Server or store; it may hold credentials.
        experiment: Name of the experiment.
        run_name: Template of the names of runs that are in no other.
        tags: Tags of every run.
        timeout_seconds: Longest wait for an answer.
        parent_run_id: MLflow run in which runs are nested that are in no other.
        run_id: MLflow run that stands for a run that is in no other.
    """

    uri: str = field(repr=False)
    experiment: str
    run_name: str
    tags: tuple[tuple[str, str], ...]
    timeout_seconds: int
    parent_run_id: str | None = None
    run_id: str | None = None

    @property
    def address(self) -> str:
        """Return server and experiment."""
        return f"MLflow at {without_credentials(self.uri)}, experiment {self.experiment}"

    def connect(self) -> MlflowConnection:
        """Find the experiment, or make it."""
        bound_requests(self.timeout_seconds)
        from training.execution.trackers.mlflow.connection import MlflowConnection

        return MlflowConnection(self)
