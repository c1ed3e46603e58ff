"""Sweep jobs of Azure ML: make them, check them before and after they run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.errors import ConfigError
from training.hpo.azureml import policies
from training.hpo.azureml.checks import require_completed, require_valid
from training.hpo.azureml.sdk import azure_ml
from training.hpo.azureml.search_space import azure_search_space
from training.hpo.azureml.trial_command import trial_code, trial_command
from training.hpo.old_layout.keys import Keys
from training.hpo.search_space.parameters import Choice
from training.hpo.search_space.search_space import fixed, read_search_space

if TYPE_CHECKING:
    from azure.ai.ml import MLClient
    from azure.ai.ml.entities import Data, Environment, Job
    from azure.ai.ml.sweep import SweepJob

_BACKBONE = "backbone"
_GOALS = ("maximize", "minimize")


def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the search space as Azure ML takes it.

    Logarithmic ranges get the logarithms of their bounds: Azure's ``LogUniform(min_value,
    max_value)`` draws ``exp(uniform(min_value, max_value))``.

    Raises:
        ConfigError: The search space cannot be used, or Azure cannot express it.
        MissingExtraError: The extra `azureml` of training-hpo is not installed.
    """
    return azure_search_space(read_search_space(hpo_config))


def create_hpo_sweep_job_for_backbone(
    script_path: Path,
    data_asset: Data,
    environment: Environment,
    compute_cluster: str,
    hpo_config: Mapping[str, Any],
    backbone: str,
    configs: Mapping[str, Any],
    config_metadata: Mapping[str, str],
    aml_experiment_name: str,
    stage: str,
) -> SweepJob:
    """Return a sweep job that can be submitted with `MLClient.jobs.create_or_update`.

    Args:
        script_path: Script that trains once; the folder around it that holds `config` is sent.
        data_asset: Dataset, which the script gets as ``--data-asset``.
        environment: Environment of the trials.
        compute_cluster: Name of the compute they run on.
        hpo_config: Keys `search_space`, `sampling` (`algorithm`: random, grid or bayesian;
            `max_trials`, `max_concurrent_trials`, `timeout_minutes`, `trial_timeout_minutes`,
            `random_seed`), `objective` (`metric`, `goal`) and `early_termination`.
        backbone: Backbone that all trials train; it is not searched.
        configs: Configurations by name; `data` with `name` and `version` is noted in the tags.
        config_metadata: Tags of the job.
        aml_experiment_name: Experiment the job belongs to.
        stage: Stage of the project, for the tags.

    Raises:
        ConfigError: A setting cannot be used, Azure cannot express it, or its bayesian sampling is
            to be combined with an early termination.
        MissingExtraError: The extra `azureml` of training-hpo is not installed.
    """
    policies.warn_of_folds(hpo_config)
    code = trial_code(script_path)
    space = _space(hpo_config, backbone)
    ml = azure_ml()
    data = ml.Input(type=data_asset.type, path=_reference(data_asset), mode="ro_mount")
    trial = ml.command(
        code=str(code.folder),
        command=trial_command(code, backbone, space),
        environment=environment,
        compute=compute_cluster,
        inputs={"data": data},
    )
    job: SweepJob = azure_ml("sweep").SweepJob(
        trial=trial.component,
        inputs={"data": data},
        compute=compute_cluster,
        search_space=space,
        objective=_objective(hpo_config),
        sampling_algorithm=policies.sampling_algorithm(hpo_config, space),
        early_termination=policies.early_termination(hpo_config),
        limits=policies.limits(hpo_config),
        experiment_name=aml_experiment_name,
        display_name=f"{stage}-{backbone.replace('/', '-')}",
        tags={**_tags(configs), **config_metadata, "stage": stage, _BACKBONE: backbone},
    )
    return job


def create_dry_run_sweep_job_for_backbone(
    script_path: Path,
    data_asset: Data,
    environment: Environment,
    compute_cluster: str,
    backbone: str,
    smoke_hpo_config: Mapping[str, Any],
    configs: Mapping[str, Any],
    config_metadata: Mapping[str, str],
    aml_experiment_name: str,
    stage: str,
) -> SweepJob:
    """Return a small sweep job that shows whether the large one would run.

    Args:
        script_path: As for `create_hpo_sweep_job_for_backbone`, like all that is not listed here.
        data_asset: See there.
        environment: See there.
        compute_cluster: See there.
        backbone: See there.
        smoke_hpo_config: Settings of the small sweep, for example with ``max_trials: 2``. It ends
            no trial early, so that each shows that it can end.
        configs: See there.
        config_metadata: See there.
        aml_experiment_name: See there.
        stage: See there.

    Raises:
        ConfigError: As there.
        MissingExtraError: As there.
    """
    settings = {key: value for key, value in smoke_hpo_config.items() if key != "early_termination"}
    return create_hpo_sweep_job_for_backbone(
        script_path,
        data_asset,
        environment,
        compute_cluster,
        settings,
        backbone,
        configs,
        {**config_metadata, "dry_run": "true"},
        aml_experiment_name,
        stage,
    )


def validate_sweep_job(
    job: Job,
    backbone: str,
    job_type: str = "Sweep",
    min_expected_trials: int | None = None,
    ml_client: MLClient | None = None,
) -> None:
    """Refuse a sweep job that cannot be submitted, or one that did not provide what it should.

    A job that was not submitted yet is checked against the SDK's own schema, without a connection.
    A submitted one must be completed, name its best trial, and have enough trials.

    Args:
        job: The job, made here or returned by Azure.
        backbone: Its backbone, for messages.
        job_type: What to call it in messages.
        min_expected_trials: Least number of completed trials; needs `ml_client` for a submitted
            job.
        ml_client: Client to count the trials with.

    Raises:
        HPOError: The job is not as it should be; the message names the backbone and what is wrong.
        ConfigError: Trials are to be counted, and there is no client.
    """
    name = f"{job_type} job for {backbone}"
    if getattr(job, "status", None) is None:
        require_valid(job, name, min_expected_trials)
    else:
        require_completed(job, name, min_expected_trials, ml_client)


def _space(hpo_config: Mapping[str, Any], backbone: str) -> dict[str, Any]:
    space = read_search_space(hpo_config)
    listed = space.get(_BACKBONE)
    if listed is not None and not (isinstance(listed, Choice) and backbone in listed.values):
        raise ConfigError(
            f"`search_space.{_BACKBONE}`: the job trains `{backbone}`, which is not among these "
            "values. Add it, or leave the key out: a sweep has one backbone."
        )
    return azure_search_space(fixed(space, _BACKBONE, backbone))


def _objective(hpo_config: Mapping[str, Any]) -> Any:
    keys = Keys(hpo_config.get("objective"), "objective")
    keys.allow(("metric", "goal"))
    goal = keys.choice("goal", _GOALS[0], _GOALS)
    return azure_ml("sweep").Objective(goal=goal, primary_metric=keys.text("metric", "macro-f1"))


def _reference(asset: Data) -> str:
    return str(asset.id or f"azureml:{asset.name}:{asset.version}")


def _tags(configs: Mapping[str, Any]) -> dict[str, str]:
    data = configs.get("data") or {}
    return {f"dataset_{key}": str(data[key]) for key in ("name", "version") if key in data}
