"""The old way to start a training job: here, or in one process for each device."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import training
from training.config import RunConfig, build_training_config
from training.execution.process_group.rank_info import rank_info_from_environment

OUTPUT_VARIABLE = "AZURE_ML_OUTPUT_CHECKPOINT"


def launch_training(args: Namespace) -> None:
    """Train as the arguments of the old command and its configuration folder say.

    With `distributed.enabled` in `train.yaml` several processes are started when there are several
    GPUs or `world_size` says so; a process that is one of several already trains with them.

    Args:
        args: Result of `parse_training_arguments`.

    Raises:
        UserError: Configuration, data or output folder cannot be used.
        RankFailedError: A process failed.
    """
    from training.core.compat.config import run_config_from_old

    config = run_config_from_old(build_training_config(args, Path(args.config_dir)))
    if config.distributed.enabled and rank_info_from_environment() is None:
        from training.execution.process_group.size import process_count

        size = process_count(config)
        if size > 1:
            _launch(args, config, size)
            return
    training.run_training(args)


def output_directory(args: Namespace) -> Path:
    """Return the run directory: that of `args`, else AZURE_ML_OUTPUT_CHECKPOINT, else `outputs`."""
    chosen = getattr(args, "output_dir", None) or os.environ.get(OUTPUT_VARIABLE) or "outputs"
    return Path(chosen)


def _launch(args: Namespace, config: RunConfig, size: int) -> None:
    from training.core.trainer.observers.observer import Observer
    from training.execution.compat.training_worker import OldJobSpec
    from training.execution.jobs.job_directory import job_directory
    from training.execution.launchers.elastic.agent import run_agent
    from training.execution.launchers.elastic.rendezvous import Rendezvous

    directory = output_directory(args)
    directory.mkdir(parents=True, exist_ok=True)
    rendezvous = Rendezvous.of(config, directory)
    with job_directory(OldJobSpec(args, directory), Observer()) as work:
        run_agent(work, rendezvous, size, config.distributed.max_restarts)
