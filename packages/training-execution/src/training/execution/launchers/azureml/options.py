"""The keys of the launcher `azureml`."""

from __future__ import annotations

from pydantic import Field

from training.config import Section


class AzuremlOptions(Section):
    """Which workspace, and where in it."""

    compute: str | None = None
    """Name of the compute cluster."""
    environment: str | None = None
    """Environment with this framework installed, for example `azureml:training:3`."""
    experiment: str = Field(default="training", min_length=1)
    """Experiment of the job."""
    data_asset: str | None = None
    """Data to learn from, for example `azureml:notes:1`; by default `data.path` is uploaded."""
    environment_variables: list[str] = Field(default=[])
    """Names of variables that are passed on; their values are read when the job is submitted. Azure
    ML shows them to everyone who sees the job, so secrets are refused."""
    subscription_id: str | None = None
    """Subscription of the workspace; by default as in the file `config.json` of the workspace."""
    resource_group: str | None = None
    """Resource group of the workspace."""
    workspace: str | None = None
    """Name of the workspace."""
