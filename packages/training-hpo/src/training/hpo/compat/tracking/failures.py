"""Report what a tracking server refused in the words of a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from training.config.redaction import redacted
from training.hpo.exceptions import MLflowTrackingError


@contextmanager
def tracking_failures(what: str) -> Iterator[None]:
    """Turn errors of MLflow into one that says what could not be done.

    Args:
        what: For example ``the run of trial 3 cannot be made``.

    Raises:
        MLflowTrackingError: MLflow raised.
    """
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        reason = redacted(str(error).partition("\n")[0])
        raise MLflowTrackingError(f"{what}: {reason}. Check MLFLOW_TRACKING_URI.") from error
