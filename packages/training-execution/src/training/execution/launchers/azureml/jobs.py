"""Jobs in Azure ML."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from training.config import DistributedConfig, RunConfig, to_yaml
from training.core.io.atomic_files import write_text
from training.core.runs.directory import CONFIG
from training.errors import ConfigError
from training.execution.jobs.job import Job, JobBackend, JobState, Status
from training.execution.jobs.secrets import public_values
from training.execution.launchers.azureml.client import KEYS, azure_sdk, workspace_client
from training.execution.launchers.azureml.options import AzuremlOptions

CODE = "code"
STATES: dict[str, Status] = {
    "Completed": "completed",
    "Finished": "completed",
    "Failed": "failed",
    "NotResponding": "failed",
    "Canceled": "cancelled",
    "CancelRequested": "cancelled",
    "Running": "running",
    "Finalizing": "running",
}


class AzuremlJobs(JobBackend):
    """Submits to the workspace that the configuration names."""

    def submit(self, config: RunConfig, directory: Path, folder: Path) -> dict[str, Any]:
        """Submit a command job; its output `runs` takes the place of the folder of runs."""
        options = _options(config)
        job = build_job(config, folder)
        client = workspace_client({key: getattr(options, key) for key in KEYS})
        submitted = client.jobs.create_or_update(job)
        directory.rmdir()
        where = {key: getattr(options, key) for key in KEYS}
        return {
            "name": submitted.name,
            "studio_url": submitted.studio_url,
            "directory": None,
            **where,
        }

    def state(self, job: Job) -> JobState:
        """Ask the workspace."""
        found = _client(job).jobs.get(job.handle["name"])
        return JobState(STATES.get(found.status, "waiting"), str(found.studio_url or ""))

    def logs(self, job: Job, follow: bool) -> Iterator[str]:
        """Yield what the workspace streams; without `follow` only where it can be read."""
        if not follow:
            yield f"{job.handle['studio_url']}\n"
            return
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            _client(job).jobs.stream(job.handle["name"])
        yield printed.getvalue()

    def cancel(self, job: Job) -> None:
        """Ask the workspace to cancel it."""
        _client(job).jobs.begin_cancel(job.handle["name"]).result()


def build_job(config: RunConfig, folder: Path) -> Any:
    """Return the command job of a run, without any request to Azure.

    Args:
        config: A configuration whose launcher is `azureml`.
        folder: Folder of the job; the code that is uploaded is put into it: the configuration.

    Raises:
        ConfigError: Compute or environment are missing, or a variable may not be passed on.
    """
    options = _options(config)
    sdk = azure_sdk()
    code = folder / CODE
    code.mkdir(exist_ok=True)
    write_text(code / CONFIG, to_yaml(_as_seen_there(config)))
    distributed = config.distributed
    several: dict[str, Any] = {}
    if distributed.enabled:
        several = {
            "instance_count": distributed.nodes,
            "distribution": sdk.PyTorchDistribution(
                process_count_per_instance=_processes_per_node(distributed)
            ),
        }
    data = _data(sdk, config, options)
    return sdk.command(
        command=_command(with_data=data is not None),
        code=str(code),
        environment=options.environment,
        compute=options.compute,
        inputs={} if data is None else {"data": data},
        outputs={"runs": sdk.Output(type="uri_folder")},
        environment_variables=public_values(
            options.environment_variables, "distributed.environment_variables"
        ),
        experiment_name=options.experiment,
        display_name=folder.name,
        tags={"training.run": folder.name},
        **several,
    )


def _command(with_data: bool) -> str:
    command = f"python -m training.cli train {CONFIG} --set output_dir=${{{{outputs.runs}}}}"
    return f"{command} --set data.path=${{{{inputs.data}}}}" if with_data else command


def _options(config: RunConfig) -> AzuremlOptions:
    options = cast("AzuremlOptions", config.distributed)
    for key in ("compute", "environment"):
        if not getattr(options, key):
            raise ConfigError(
                f"distributed.{key} is not set, and distributed.launcher=azureml needs it. Name "
                f"{'the cluster' if key == 'compute' else 'the environment'} of the workspace."
            )
    return options


def _data(sdk: Any, config: RunConfig, options: AzuremlOptions) -> Any:
    if options.data_asset is not None:
        return sdk.Input(type="uri_folder", path=options.data_asset)
    path = config.data.path
    if path is None:
        return None
    return sdk.Input(type="uri_file" if path.is_file() else "uri_folder", path=str(path))


def _as_seen_there(config: RunConfig) -> RunConfig:
    """Return the configuration of the processes in the job, which Azure ML starts."""
    kept = {name: getattr(config.distributed, name) for name in DistributedConfig.model_fields}
    section = DistributedConfig.model_validate({**kept, "launcher": "local", "world_size": "auto"})
    data = config.data.model_copy(update={"path": None})
    return config.model_copy(update={"distributed": section, "data": data})


def _processes_per_node(distributed: DistributedConfig) -> int:
    if distributed.world_size == "auto":
        raise ConfigError(
            "distributed.world_size=auto: the GPUs of a compute cluster cannot be counted from "
            "here. Say how many processes there are on all nodes."
        )
    if distributed.world_size % distributed.nodes:
        raise ConfigError(
            f"distributed.world_size={distributed.world_size} cannot be divided evenly among "
            f"distributed.nodes={distributed.nodes}. Choose a multiple of the nodes."
        )
    return distributed.world_size // distributed.nodes


def _client(job: Job) -> Any:
    return workspace_client({key: job.handle[key] for key in KEYS})
