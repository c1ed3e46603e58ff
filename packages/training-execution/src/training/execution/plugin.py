"""Plugin of training-execution: its providers, through the same hooks as every other one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.plugins import Provider, hookimpl


@hookimpl
def register_launchers() -> list[Provider]:
    """Offer the built-in launchers."""
    base = "training.execution.launchers"
    return [
        Provider("local", f"{base}.local:LocalLauncher", "Here, in one process for each device"),
        Provider(
            "torchrun", f"{base}.torchrun:TorchrunLauncher", "In processes that are started again"
        ),
        Provider(
            "subprocess", f"{base}.subprocess:SubprocessLauncher", "In one process of its own"
        ),
        Provider("ray", f"{base}.ray.launcher:RayLauncher", "On a Ray cluster, or a local one"),
        Provider("azureml", f"{base}.azureml.launcher:AzuremlLauncher", "As a job in Azure ML"),
    ]


@hookimpl
def register_checks() -> list[Provider]:
    """Offer the check of launchers."""
    target = "training.execution.testing.launcher:check_launcher"
    return [Provider("launcher", target, "Jobs, and a run that it starts")]


@hookimpl
def register_trackers() -> list[Provider]:
    """Offer the trackers that need a package beside ours."""
    base = "training.execution.trackers"
    return [
        Provider("mlflow", f"{base}.mlflow.tracker:MlflowTracker", "Nested runs in MLflow"),
        Provider(
            "tensorboard",
            f"{base}.tensorboard.tracker:TensorboardTracker",
            "Event files for TensorBoard in the run directory",
        ),
    ]


@hookimpl(optionalhook=True)
def on_sweep_start(sweep: Mapping[str, Any]) -> None:
    """Record that a sweep begins."""
    from training.execution.trackers.sweep_records import record_sweep_start

    record_sweep_start(sweep)


@hookimpl(optionalhook=True)
def on_trial_end(trial: Mapping[str, Any]) -> None:
    """Record what a trial came to."""
    from training.execution.trackers.sweep_records import record_trial

    record_trial(trial)


@hookimpl(optionalhook=True)
def on_sweep_end(sweep: Mapping[str, Any]) -> None:
    """Record what a sweep came to."""
    from training.execution.trackers.sweep_records import record_sweep_end

    record_sweep_end(sweep)
