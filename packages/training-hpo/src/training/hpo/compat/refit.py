"""Refit the winner of a sweep with the old arguments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from training.core.io.atomic_files import refusal
from training.core.runs.provenance import Parent, Provenance
from training.hpo.compat.base_config import base_config
from training.hpo.exceptions import TrialExecutionError
from training.hpo.old_layout.keys import require_run_id
from training.hpo.old_layout.settings import SweepSettings
from training.hpo.selection.refit import all_data, fold_fits, noted_folds, refit_config
from training.hpo.storage.trial_attributes import DIRECTORY
from training.hpo.sweep.folds import with_all_labels
from training.hpo.sweep.trial_config import trial_config

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial


def run_refit_training(
    best_trial: FrozenTrial,
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    output_dir: Path,
    train_config: Mapping[str, Any],
    mlflow_experiment_name: str,
    objective_metric: str,
    hpo_parent_run_id: str | None = None,
    study_key_hash: str | None = None,
    study_family_hash: str | None = None,
    trial_key_hash: str | None = None,
    refit_protocol_fp: str | None = None,
    run_id: str | None = None,
) -> tuple[dict[str, float], Path, str | None]:
    """Train the best trial of an old sweep on all data; new code calls `refit_winner`.

    Args:
        best_trial: The trial.
        dataset_path: File or folder of the dataset.
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        backbone: Backbone of the sweep.
        output_dir: Folder of the sweep.
        train_config: What all trials share.
        mlflow_experiment_name: Noted in the record of the run.
        objective_metric: Metric that the sweep improved.
        hpo_parent_run_id: Tracked run of the sweep; noted, like everything below.
        study_key_hash: Identity of the study.
        study_family_hash: Identity of its family.
        trial_key_hash: Identity of the trial.
        refit_protocol_fp: Identity of the way to refit.
        run_id: Ends the name of the run's folder.

    Returns:
        The metrics on the test split (empty without one), the folder of the exported model, and
        None, because a tracker of the configuration opens its run itself.

    Raises:
        MetricsReadError: The folds of the trial do not say how long to train.
        UserError: A setting, the data or the folder cannot be used.
    """
    from training.core.trainer.train import train

    settings = _settings(objective_metric)
    base = base_config(dataset_path, config_dir, backbone, train_config, {}, settings)
    dataset = all_data(base)
    base = with_all_labels(base, dataset.train)
    trial = trial_config(base, best_trial.params, f"trial {best_trial.number}")
    config = refit_config(trial, fold_fits(best_trial, Path), len(dataset.train))
    identities = {
        "mlflow_experiment_name": mlflow_experiment_name,
        "hpo_parent_run_id": hpo_parent_run_id,
        "study_key_hash": study_key_hash,
        "study_family_hash": study_family_hash,
        "trial_key_hash": trial_key_hash,
        "refit_protocol_fp": refit_protocol_fp,
    }
    noted = {key: value for key, value in identities.items() if value is not None}
    provenance = Provenance("refit", _parents(best_trial), {"trial": best_trial.number, **noted})
    require_run_id(run_id)
    name = "_".join(filter(None, [f"refit_trial_{best_trial.number}", run_id]))
    directory = _new_folder(Path(output_dir) / name)
    result = train(config, (), dataset, directory, provenance)
    return dict(result.test), result.run.checkpoint, None


def _settings(metric: str) -> SweepSettings:
    """Return the part of a sweep's settings that matters for a single fit: the metric."""
    goal: Literal["maximize", "minimize"] = "minimize" if "loss" in metric else "maximize"
    return SweepSettings({}, "random", 0, 1, None, metric, goal, None)


def _parents(trial: FrozenTrial) -> list[Parent]:
    folder = trial.user_attrs.get(DIRECTORY)
    folds = [one.directory for one in noted_folds(trial)]
    name = f"trial-{trial.number:04d}" if folder is None else Path(str(folder)).name
    return [
        Parent("trial", name, None if folder is None else str(folder)),
        *(Parent("fold", f"{name}/{Path(fold).name}", fold) for fold in folds),
    ]


def _new_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise TrialExecutionError(
            f"The folder of the refit {folder} cannot be made: {refusal(error)}. Choose another "
            "`output_dir` or `run_id`; what an earlier refit left is never overwritten."
        ) from error
    return folder
