"""The keys of `logging.mlflow`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from pydantic import Field, field_validator

from training.config import Section
from training.config.redaction import redacted, without_credentials

NAME_FIELDS = ("name", "kind", "id", "seed", "task", "backbone")
URI_VARIABLE = "MLFLOW_TRACKING_URI"
EXPERIMENT_VARIABLE = "MLFLOW_EXPERIMENT_NAME"
PARENT_VARIABLE = "MLFLOW_PARENT_RUN_ID"
RUN_VARIABLE = "MLFLOW_RUN_ID"
DEFAULT_EXPERIMENT = "training"
PATIENCE = 5.0
LOCAL_PATIENCE = 30.0
_FIELD = re.compile(r"<(\w*)>")


class MlflowOptions(Section):
    """Where and how runs are recorded in MLflow."""

    tracking_uri: str | None = None
    """Server or store; by default MLFLOW_TRACKING_URI, else `mlflow.db` in the working folder."""
    experiment: str | None = Field(default=None, min_length=1)
    """Experiment, made if need be; by default MLFLOW_EXPERIMENT_NAME, else `training`."""
    run_name: str = Field(default="<name>", min_length=1)
    """Name of a run that is in no other, from `<name>`, `<kind>`, `<id>`, `<seed>`, `<task>` and
    `<backbone>`; a name that is taken gets -2, -3, …"""
    parent_run_id: str | None = None
    """MLflow run in which runs are nested that are in no other; by default MLFLOW_PARENT_RUN_ID."""
    run_id: str | None = None
    """MLflow run to record into instead of a new one, not for runs within others; by default
    MLFLOW_RUN_ID."""
    tags: dict[str, str] = Field(default={})
    """Tags of every run."""
    files: list[str] = Field(default=["config.yaml", "report.html"])
    """Files and folders of the run directory that are kept as artifacts, as far as they exist."""
    log_model: bool = False
    """Keep the exported model as an artifact, too."""
    timeout_seconds: int = Field(default=10, ge=1)
    """Longest wait for an answer to one request."""
    wait_seconds: float | None = Field(default=None, ge=0.0)
    """Longest wait at the end of a run while nothing gets through; by default 5 for a server, 30
    for a store without one. `training tracker sync` sends what is left."""

    @field_validator("tracking_uri")
    @classmethod
    def _refuse_credentials(cls, uri: str | None) -> str | None:
        if uri is not None and redacted(uri) != uri:
            raise ValueError(
                "it holds credentials, and configurations are recorded. Leave out what stands "
                "before the @ and secrets after the ?, and set MLFLOW_TRACKING_USERNAME and "
                "MLFLOW_TRACKING_PASSWORD, or set the whole address in MLFLOW_TRACKING_URI"
            )
        return uri

    @field_validator("run_name")
    @classmethod
    def _refuse_unknown_fields(cls, template: str) -> str:
        unknown = [field for field in _FIELD.findall(template) if field not in NAME_FIELDS]
        if unknown:
            listed = ", ".join(f"<{name}>" for name in NAME_FIELDS)
            raise ValueError(f"it names <{unknown[0]}>, and only these are known: {listed}")
        return template

    @field_validator("files")
    @classmethod
    def _refuse_what_is_outside(cls, files: list[str]) -> list[str]:
        for file in files:
            if Path(file).is_absolute() or ".." in Path(file).parts:
                raise ValueError(f"{file!r} is not a path within the run directory")
        return files

    def address(self) -> str:
        """Return the server or store, with its credentials if the environment has them."""
        given = os.environ.get(URI_VARIABLE)
        if self.tracking_uri is None:
            return given or sqlite_address(Path("mlflow.db").absolute())
        is_same = given is not None and without_credentials(given) == self.tracking_uri
        return given if is_same and given is not None else self.tracking_uri

    def patience(self) -> float:
        """Return the longest wait at the end of a run, in seconds."""
        if self.wait_seconds is not None:
            return self.wait_seconds
        return PATIENCE if self.address().startswith(("http:", "https:")) else LOCAL_PATIENCE

    def experiment_name(self) -> str:
        """Return the name of the experiment."""
        return self.experiment or os.environ.get(EXPERIMENT_VARIABLE) or DEFAULT_EXPERIMENT

    def resolved(self) -> MlflowOptions:
        """Return the options with what the environment adds to them, credentials left out."""
        return self.model_copy(
            update={
                "tracking_uri": without_credentials(self.address()),
                "experiment": self.experiment_name(),
                "parent_run_id": self.parent_run_id or os.environ.get(PARENT_VARIABLE) or None,
                "run_id": self.run_id or os.environ.get(RUN_VARIABLE) or None,
            }
        )


def sqlite_address(path: Path) -> str:
    """Return the address of a SQLite file, in whose path `?`, `%` and `#` are nothing special."""
    if quote(str(path)) == str(path):
        return f"sqlite:///{path}"
    try:
        from sqlalchemy import URL
    except ModuleNotFoundError:  # it comes with MLflow
        return f"sqlite:///{quote(str(path))}"
    return str(URL.create("sqlite", database=str(path)).render_as_string())


def filled(template: str, fields: Mapping[str, object]) -> str:
    """Return a run name with every `<field>` of the template replaced."""
    return _FIELD.sub(lambda found: str(fields[found[1]]), template)
