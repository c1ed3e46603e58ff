"""Import MLflow when it is needed, or name the extra that provides it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from training.errors import missing_extra

if TYPE_CHECKING:
    from mlflow import MlflowClient


def require_mlflow() -> None:
    """Check that MLflow is installed, without the second that importing it takes.

    Raises:
        MissingExtraError: It is not.
    """
    if find_spec("mlflow") is None:
        raise missing_extra("mlflow", "training-execution", "mlflow")


def mlflow_client(tracking_uri: str | None) -> MlflowClient:
    """Return a client.

    Args:
        tracking_uri: Server or store; None for what MLflow is set to.

    Raises:
        MissingExtraError: MLflow is not installed.
    """
    require_mlflow()
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri)


def bounded_client(tracking_uri: str | None, seconds: int = 10) -> MlflowClient:
    """Return a client for a caller that waits: no request takes much longer than so many seconds.

    Raises:
        MissingExtraError: MLflow is not installed.
    """
    bound_requests(seconds)
    return mlflow_client(tracking_uri)


def bound_requests(seconds: int) -> None:
    """Make the client of this process patient for so long, and silent; before MLflow is imported.

    MLflow alone waits for 120 seconds, up to eight times, prints addresses to standard output and
    tells of its database. What the environment says already stays.
    """
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", str(seconds))
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
