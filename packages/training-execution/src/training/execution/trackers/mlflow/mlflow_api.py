"""The one door to MLflow: without the extra, the error says which `pip install` provides it.

Importing it takes a second, so modules that import this one are imported when they are needed.
"""

from __future__ import annotations

from training.errors import missing_extra

try:
    from mlflow import MlflowClient as MlflowClient
    from mlflow.entities import LifecycleStage as LifecycleStage
    from mlflow.entities import Metric as Metric
    from mlflow.entities import Param as Param
    from mlflow.entities import Run as Run
    from mlflow.entities import RunTag as RunTag
    from mlflow.exceptions import MlflowException as MlflowException
    from mlflow.utils.mlflow_tags import MLFLOW_GIT_COMMIT as MLFLOW_GIT_COMMIT
    from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID as MLFLOW_PARENT_RUN_ID
except ModuleNotFoundError as error:
    raise missing_extra("mlflow", "training-execution", "mlflow") from error
