"""The way to an Azure ML workspace."""

from __future__ import annotations

from typing import Any

from training.errors import ConfigError, missing_extra

KEYS = ("subscription_id", "resource_group", "workspace")


def azure_sdk() -> Any:
    """Return the module `azure.ai.ml`.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import azure.ai.ml
    except ModuleNotFoundError as error:
        raise missing_extra("azure-ai-ml", "training-execution", "azureml") from error
    return azure.ai.ml


def workspace_client(workspace: dict[str, str | None]) -> Any:
    """Return the client of a workspace.

    Args:
        workspace: `subscription_id`, `resource_group` and `workspace`; all None to read the
            `config.json` of the workspace in this folder or one above.

    Raises:
        ConfigError: Only some of them are given, or there is no such file.
        MissingExtraError: The SDK is not installed.
    """
    sdk = azure_sdk()
    from azure.identity import DefaultAzureCredential

    credential = DefaultAzureCredential()
    if all(workspace.values()):
        return sdk.MLClient(credential, *(workspace[key] for key in KEYS))
    missing = [f"distributed.{key}" for key in KEYS if not workspace[key]]
    if len(missing) < len(KEYS):
        raise ConfigError(f"Azure ML workspace: {', '.join(missing)} not set; give all three.")
    try:
        return sdk.MLClient.from_config(credential)
    except Exception as error:
        raise ConfigError(
            f"Azure ML workspace: {', '.join(missing)} are not set, and no config.json of a "
            f"workspace is in this folder or above. Give them, or download that file. ({error})"
        ) from error
