"""The old final training as a job in Azure ML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.errors import ConfigError, RunError
from training.execution.launchers.azureml.client import azure_sdk

DEFAULT_RANDOM_SEED = 42
OUTPUT = "checkpoint"
DEFAULTS = {
    "learning_rate": 2e-5,
    "dropout": 0.1,
    "weight_decay": 0.01,
    "batch_size": 16,
    "epochs": 5,
}
SWITCHES = {"early_stopping_enabled": False, "use_combined_data": True}


def build_final_training_config(
    best_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    random_seed: int = DEFAULT_RANDOM_SEED,
) -> dict[str, Any]:
    """Return the settings of the final training: the best trial's, else those of `train.yaml`.

    Args:
        best_config: Result of `extract_best_config_from_study`: `backbone`, `hyperparameters`.
        train_config: Content of `train.yaml`; its section `training` is looked at.
        random_seed: Seed of everything random.

    Raises:
        ConfigError: `best_config` names no backbone.
    """
    if not best_config.get("backbone"):
        raise ConfigError("best_config: the key `backbone` is missing; it names what is trained.")
    given = {**(train_config.get("training") or {}), **(best_config.get("hyperparameters") or {})}
    values = {name: given.get(name, usual) for name, usual in DEFAULTS.items()}
    return {
        "backbone": best_config["backbone"],
        **values,
        "random_seed": random_seed,
        **SWITCHES,
    }


def create_final_training_job(
    script_path: Path,
    data_asset: Any,
    environment: Any,
    compute_cluster: str,
    final_config: Mapping[str, Any],
    aml_experiment_name: str,
    tags: Mapping[str, str],
) -> Any:
    """Return an Azure ML command job that runs the old training script; nothing is submitted.

    Args:
        script_path: Script that takes the arguments of `python -m training.cli.train`; its
            folder is uploaded, and holds the folder `config`.
        data_asset: Data asset of the workspace (`azure.ai.ml.entities.Data`), or its `azureml:` id.
        environment: Environment of the workspace, or its `azureml:` id.
        compute_cluster: Name of the compute cluster.
        final_config: Result of `build_final_training_config`.
        aml_experiment_name: Experiment of the job.
        tags: Tags of the job.

    Raises:
        ConfigError: The script does not exist.
        MissingExtraError: The SDK is not installed.
    """
    script = Path(script_path)
    if not script.is_file():
        raise ConfigError(f"script_path: {script}: there is no such file.")
    sdk = azure_sdk()
    return sdk.command(
        command=_command(script.name, final_config),
        code=str(script.parent),
        environment=environment,
        compute=compute_cluster,
        inputs={"data": sdk.Input(type="uri_folder", path=getattr(data_asset, "id", data_asset))},
        outputs={OUTPUT: sdk.Output(type="uri_folder")},
        experiment_name=aml_experiment_name,
        display_name=f"final-{final_config['backbone']}",
        tags=dict(tags),
    )


def validate_final_training_job(job: Any) -> None:
    """Refuse a job that has not completed, or has left no checkpoint.

    Args:
        job: What `MLClient.jobs.get` returned.

    Raises:
        RunError: It is such a job; a ValueError too.
    """
    if job.status != "Completed":
        raise RunError(
            f"Azure ML job {job.name}: its status is {job.status}, and only a completed one has a "
            f"model. See {getattr(job, 'studio_url', None) or 'its page in the studio'}."
        )
    if OUTPUT not in (job.outputs or {}):
        outputs = ", ".join(job.outputs or {}) or "none"
        raise RunError(
            f"Azure ML job {job.name}: it has no output `{OUTPUT}`, where its model would be; its "
            f"outputs: {outputs}. Submit a job of create_final_training_job."
        )


def _command(script: str, config: Mapping[str, Any]) -> str:
    words = [f"python {script}", "--data-asset ${{inputs.data}}", "--config-dir config"]
    for name, value in config.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        words.append(f"--{name.replace('_', '-')} {text}")
    return " ".join(words)
