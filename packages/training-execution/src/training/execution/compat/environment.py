"""The environment variables by which a training process of the old kind is given its part."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from training.errors import ConfigError
from training.execution.trackers.mlflow.options import EXPERIMENT_VARIABLE, RUN_VARIABLE

FOLD_VARIABLE = "FOLD_IDX"
SPLITS_VARIABLE = "FOLD_SPLITS_FILE"
SKIP_VARIABLE = "MLFLOW_SKIP_ARTIFACT_LOGGING"
TRACKER = "mlflow"

logger = logging.getLogger("training")


def with_environment(config: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return an old configuration with what the environment says and the configuration does not.

    Args:
        config: Old configuration.
        environ: FOLD_IDX and FOLD_SPLITS_FILE choose the fold; MLFLOW_EXPERIMENT_NAME or
            MLFLOW_RUN_ID record the run with MLflow; MLFLOW_SKIP_ARTIFACT_LOGGING=true without
            files.

    Raises:
        ConfigError: FOLD_IDX is no whole number.
    """
    training = {**_fold(environ), **(config.get("training") or {})}
    logging_section = {**(config.get("logging") or {})}
    if _is_recorded(environ):
        trackers = logging_section.get("trackers", ["jsonl"])
        logging_section["trackers"] = [*trackers, *(() if TRACKER in trackers else (TRACKER,))]
        if environ.get(SKIP_VARIABLE, "").lower() == "true":
            logging_section[TRACKER] = {**logging_section.get(TRACKER, {}), "files": []}
    return {**config, "training": training, "logging": logging_section}


def _fold(environ: Mapping[str, str]) -> dict[str, Any]:
    fold = environ.get(FOLD_VARIABLE)
    if fold is None:
        return {}
    if not fold.isdigit():
        raise ConfigError(f"environment variable {FOLD_VARIABLE}={fold}: expected a whole number.")
    values: dict[str, Any] = {"fold_idx": int(fold)}
    if environ.get(SPLITS_VARIABLE):
        values["fold_splits_file"] = environ[SPLITS_VARIABLE]
    return values


def _is_recorded(environ: Mapping[str, str]) -> bool:
    if not (environ.get(EXPERIMENT_VARIABLE) or environ.get(RUN_VARIABLE)):
        return False
    if find_spec("mlflow") is None:
        logger.warning(
            "%s is set, and MLflow is not installed: this run is recorded in its directory only. "
            'Install it with: pip install "training-execution[mlflow]"',
            EXPERIMENT_VARIABLE,
        )
        return False
    return True
