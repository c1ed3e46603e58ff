"""Open a run and the model it exported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.cli.run_lookup.missing_model import missing_model
from training.config import RunConfig
from training.config.layers.overrides import override_text
from training.core.runs.directory import CONFIG, Run, open_run, warn_if_changed
from training.core.runs.environment import naming_missing_plugins

if TYPE_CHECKING:
    import torch

    from training.core.tasks.task import Task
    from training.core.tasks.task_model import TaskModel


@dataclass(frozen=True)
class FinishedRun:
    """A run whose model is loaded.

    Attributes:
        run: The run directory and its record.
        config: The configuration it was trained with; only the device is chosen anew.
        task: Understands samples.
        task_model: The trained model, on `device`.
        device: Where it computes.
    """

    run: Run
    config: RunConfig
    task: Task
    task_model: TaskModel
    device: torch.device


def open_finished_run(reference: str, runs: Path, device: str) -> FinishedRun:
    """Load the model of a run.

    Args:
        reference: What the user calls the run.
        runs: Folder in which names are looked up.
        device: Name of the device to compute on.

    Raises:
        RunError: There is no such run, or it has no exported model.
        ConfigError: There is no such device, or the run's configuration is damaged.
    """
    run = open_run(reference, runs)
    if not run.checkpoint.is_dir():
        raise missing_model(run, runs)
    warn_if_changed(run)
    with naming_missing_plugins(run.directory):
        return _loaded(run, device)


def _loaded(run: Run, device: str) -> FinishedRun:
    config = _own_config(run, device)
    from training.core.export.exported_model import load_model
    from training.core.hardware.device import resolve_device

    placed = resolve_device(config.training.device)
    task, task_model = load_model(run.checkpoint)
    task_model.model.to(placed)
    return FinishedRun(run, config, task, task_model, placed)


def _own_config(run: Run, device: str) -> RunConfig:
    """Read the recorded configuration; the environment of today must not change it."""
    from training.core.run_config.resolve import resolve_run_config
    from training.core.runs.same_spec import run_config_of

    run_config_of(run.directory)
    chosen = [override_text("training.device", device)]
    return resolve_run_config(run.directory / CONFIG, overrides=chosen, environ={}).config
