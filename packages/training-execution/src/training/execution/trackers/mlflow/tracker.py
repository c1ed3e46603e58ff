"""The tracker `mlflow`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from training.config import RunConfig, Section
from training.core.runs.directory import CHECKPOINT
from training.core.trackers.remote.tracker import RemoteTracker
from training.execution.trackers.mlflow.destination import MlflowDestination
from training.execution.trackers.mlflow.mlflow_extra import require_mlflow
from training.execution.trackers.mlflow.options import MlflowOptions

CONFIG_FILE = "config.yaml"


class MlflowTracker(RemoteTracker):
    """Records runs in MLflow, nested as their records say."""

    name = "mlflow"
    options = MlflowOptions

    def __init__(self, directory: Path, config: RunConfig) -> None:
        super().__init__(directory, config)
        self._options = cast("MlflowOptions", self.settings)
        self.wait_seconds = self._options.patience()

    @classmethod
    def require(cls) -> None:
        """Check that MLflow is installed.

        Raises:
            MissingExtraError: It is not.
        """
        require_mlflow()

    @classmethod
    def destination(cls, options: Section) -> MlflowDestination:
        """Return the experiment."""
        given = cast("MlflowOptions", options)
        resolved = given.resolved()
        return MlflowDestination(
            uri=given.address(),
            experiment=given.experiment_name(),
            run_name=given.run_name,
            tags=tuple(sorted(given.tags.items())),
            timeout_seconds=given.timeout_seconds,
            parent_run_id=resolved.parent_run_id,
            run_id=resolved.run_id,
        )

    @classmethod
    def recorded(cls, options: Section) -> Mapping[str, Any]:
        """Return the options with what the environment adds to them now, credentials left out."""
        return cast("MlflowOptions", options).resolved().model_dump(mode="json")

    def files_at_begin(self) -> list[str]:
        """Return those of the configured files that are there from the beginning."""
        return [file for file in self._options.files if file == CONFIG_FILE]

    def files_at_end(self, status: str) -> list[str]:
        """Return the other configured files, and the exported model if it is asked for."""
        later = [file for file in self._options.files if file != CONFIG_FILE]
        wanted = [*later, CHECKPOINT] if self._options.log_model else later
        return [file for file in wanted if (self.directory / file).exists()]

    def wants(self, path: str) -> bool:
        """Return whether the configured files name it."""
        return path in self._options.files
