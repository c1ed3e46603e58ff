"""The old way to run a training job: parsed arguments and a folder of configuration files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.config import build_training_config
from training.execution.compat.environment import with_environment
from training.execution.compat.launch_training import output_directory
from training.logging import LoggingAdapter, log_metrics


def log_training_parameters(config: Mapping[str, Any], logging_adapter: LoggingAdapter) -> None:
    """Tell a platform the parameters people compare runs by; unset ones are left out."""
    training, model = config.get("training") or {}, config.get("model") or {}
    keys = ("learning_rate", "batch_size", "weight_decay", "epochs")
    values = {**{key: training.get(key) for key in keys}}
    values.update({key: model.get(key) for key in ("dropout", "backbone")})
    logging_adapter.log_params({key: value for key, value in values.items() if value is not None})


def run_training(args: argparse.Namespace, prebuilt_config: dict[str, Any] | None = None) -> None:
    """Train in this process and write the model and `metrics.json`.

    Args:
        args: Result of `parse_training_arguments`: `data_asset` and `config_dir` are read here.
        prebuilt_config: Use this instead of building one from `args`.

    The run directory is `args.output_dir` if given, else the environment variable
    AZURE_ML_OUTPUT_CHECKPOINT, else `outputs`. What `setup_training_environment` put into the
    environment (MLFLOW_EXPERIMENT_NAME and its like, the fold) holds where `args` and the
    configuration say nothing.

    Raises:
        UserError: Configuration, data or output folder cannot be used.
    """
    from training.core.compat.train_model import train_model
    from training.core.data.read import load_dataset
    from training.core.distributed import collectives

    config = prebuilt_config or build_training_config(args, Path(args.config_dir))
    config = with_environment(config, os.environ)
    directory = output_directory(args)
    with _joined(config):
        metrics = train_model(config, load_dataset(args.data_asset), directory)
        if collectives.is_main():
            log_metrics(directory, metrics)


@contextmanager
def _joined(config: Mapping[str, Any]) -> Iterator[None]:
    """Join the other processes if the configuration says that there are any."""
    from training.core.compat.config import run_config_from_old

    distributed = run_config_from_old(config).distributed
    if not distributed.enabled:
        yield
        return
    from training.execution.process_group.group import process_group

    with process_group(distributed):
        yield
