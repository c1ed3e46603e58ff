"""The old way to carry out a final training."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config.compat.experiment import ExperimentConfig
from training.core.compat.checkpoint_loader import validate_checkpoint
from training.core.compat.config import run_config_from_old
from training.core.runs.provenance import Parent
from training.errors import ConfigError
from training.execution.compat.final_config import load_final_training_config
from training.execution.final_training.initial_model import initial_model
from training.execution.final_training.plan import (
    FinalPlan,
    expected_fingerprints,
    with_initial_model,
)
from training.execution.final_training.settings import FinalSettings

FOLDER = Path("outputs") / "final_training"
KINDS = {"hpo_refit_run_id": "refit", "hpo_trial_run_id": "trial", "hpo_sweep_run_id": "sweep"}


def execute_final_training(
    root_dir: Path,
    config_dir: Path,
    best_model: Mapping[str, Any],
    experiment_config: ExperimentConfig,
    lineage: Mapping[str, Any],
    training_experiment_name: str,
    platform: str,
) -> Path:
    """Carry out the final training that `final_training.yaml` describes, unless it is complete.

    A thin adapter over `training.execution.final_training`.

    Args:
        root_dir: Folder of the project; runs are written to `outputs/final_training/<platform>`.
        config_dir: Folder of configuration files.
        best_model: The best trial: `backbone`, `hyperparameters` or `params`, and
            `checkpoint_path` if its model is to be started from.
        experiment_config: From `load_experiment_config`.
        lineage: From `extract_lineage_from_best_model`; becomes part of the run's record.
        training_experiment_name: Name of the run.
        platform: Where it runs, for the folder and the record.

    Returns:
        Folder of the exported model.

    Raises:
        ConfigError: A file or value cannot be used.
        DataError: The data cannot be used.
        RunError: A run directory is damaged, taken or cannot be written.
    """
    from training.execution.final_training.run import run_final_training

    old = load_final_training_config(root_dir, config_dir, best_model, experiment_config)
    settings = FinalSettings.model_validate(old["final"])
    root = Path(root_dir) / FOLDER / platform
    config = _run_config(old, root, training_experiment_name)
    model = initial_model(settings.source, partial(_model_of, best_model, Path(root_dir)), root)
    config = config if model is None else with_initial_model(config, model)
    details = {"source": settings.source.type, "platform": platform, "lineage": dict(lineage)}
    fingerprints = expected_fingerprints(config)
    plan = FinalPlan(config, settings, fingerprints, _parents(lineage), details)
    return run_final_training(plan).run.checkpoint


def _run_config(old: Mapping[str, Any], root: Path, name: str) -> RunConfig:
    config = run_config_from_old(old)
    data = config.data.model_copy(update={"path": Path(old["data"]["path"])})
    counted = config.fingerprints.model_copy(update={"execution": list(old["identity"])})
    return config.model_copy(
        update={"data": data, "fingerprints": counted, "output_dir": root, "name": _name(name)}
    )


def _model_of(best_model: Mapping[str, Any], root: Path) -> Path:
    given = best_model.get("checkpoint_path")
    folder = None if given is None else root / str(given)
    if folder is None or not validate_checkpoint(folder):
        raise ConfigError(
            f"source.type: `best_selected` starts from the model of the best trial, and the key "
            f"`checkpoint_path` of `best_model` is {given!r}; expected the folder of an exported "
            "model. Use `scratch`, or name it."
        )
    return folder


def _name(text: str) -> str:
    """Return a text as the name of a run."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    if not name:
        raise ConfigError(f"training_experiment_name: {text!r} holds no letter or digit.")
    return name


def _parents(lineage: Mapping[str, Any]) -> tuple[Parent, ...]:
    found = ((kind, lineage.get(key)) for key, kind in KINDS.items())
    return tuple(Parent(kind, str(name)) for kind, name in found if name)
