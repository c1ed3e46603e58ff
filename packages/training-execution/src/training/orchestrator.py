"""The old way to run a training job: parsed arguments and a folder of configuration files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import build_training_config
from training.logging import LoggingAdapter
from training.logging import log_metrics

OUTPUT_VARIABLE = "AZURE_ML_OUTPUT_CHECKPOINT"


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
    AZURE_ML_OUTPUT_CHECKPOINT, else `outputs`.

    Raises:
        UserError: Configuration, data or output folder cannot be used.
    """
    from training.core.data.reading import load_dataset
    from training.core.trainer import train_model

    config = prebuilt_config or build_training_config(args, Path(args.config_dir))
    output_dir = _output_dir(args)
    metrics = train_model(config, load_dataset(args.data_asset), output_dir)
    log_metrics(output_dir, metrics)


def _output_dir(args: argparse.Namespace) -> Path:
    chosen = getattr(args, "output_dir", None) or os.environ.get(OUTPUT_VARIABLE) or "outputs"
    return Path(chosen)
