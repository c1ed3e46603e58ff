from __future__ import annotations

from tests.execution.trackers.conftest import _no_mlflow_settings, dataset, mlflow_server, tiny

__all__ = ["_no_mlflow_settings", "dataset", "mlflow_server", "tiny"]
