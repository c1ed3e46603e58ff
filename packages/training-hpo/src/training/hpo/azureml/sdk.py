"""Import the SDK of Azure ML where it is needed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from training.errors import missing_extra


def azure_ml(module: str = "") -> ModuleType:
    """Return a module of `azure.ai.ml`, for example ``sweep``; by default the package itself.

    Raises:
        MissingExtraError: The extra `azureml` of training-hpo is not installed.
    """
    try:
        return import_module(f"azure.ai.ml.{module}".rstrip("."))
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("azure"):
            raise
        raise missing_extra("azure-ai-ml", "training-hpo", "azureml") from error
