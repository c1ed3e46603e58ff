from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A client of an MLflow store in a file, without a server."""
    mlflow = pytest.importorskip("mlflow")
    folder = tmp_path_factory.mktemp("store")
    return mlflow.MlflowClient(f"sqlite:///{folder / 'ml.db'}")
