"""Sweep hyper-parameters in the calling process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from collections.abc import Mapping
from datetime import datetime
from datetime import timezone
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core.data.reading import read_records
from training.errors import ConfigError
from training.hpo.checkpoint.stored_study import open_study
from training.hpo.checkpoint.stored_study import place_study
from training.hpo.core.settings import DEFAULT_METRIC
from training.hpo.core.settings import SweepSettings
from training.hpo.core.settings import read_sweep_settings
from training.hpo.core.settings_keys import Keys
from training.hpo.core.trial_attributes import OBJECTIVE_METRIC
from training.hpo.core.trials import run_trials
from training.hpo.execution.local.base_config import base_config
from training.hpo.execution.local.folds import fingerprint
from training.hpo.execution.local.folds import prepare_folds
from training.hpo.execution.local.labels import with_all_labels
from training.hpo.execution.local.objective import CrossValidatedObjective
from training.hpo.execution.local.trial_config import check_search_space
from training.hpo.execution.local.trial_config import without_backbone

if TYPE_CHECKING:
    from optuna import Study
    from optuna import Trial

_HOW_IT_RUNS = ("device", "threads")


def run_local_hpo_sweep(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    hpo_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    output_dir: Path,
    mlflow_experiment_name: str,
    k_folds: int | None = None,
    fold_splits_file: Path | None = None,
    checkpoint_config: Mapping[str, Any] | None = None,
    restore_from_drive: Callable[[Path], bool] | None = None,
    data_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> Study:
    """Search for the hyper-parameters that are best in cross-validation.

    The dataset is read once and divided into folds once; each trial trains on every fold in this
    process and leaves one run directory per fold below ``output_dir/trial_NUMBER_RUNID``. With the
    same arguments the same trials come out.

    Args:
        dataset_path: File or folder of the dataset.
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        backbone: Backbone that all trials train.
        hpo_config: Keys `search_space`, `sampling` (`algorithm`, `max_trials`, `timeout_minutes`,
            `random_seed`), `objective` (`metric`, `goal`), `k_fold` (`enabled`, `n_splits`,
            `random_seed`, `shuffle`, `stratified`), `checkpoint`.
        train_config: What all trials share: sections, or the keys of the section `training`.
        output_dir: Folder of the sweep.
        mlflow_experiment_name: Noted on the study; this version does not write to MLflow.
        k_folds: Number of folds; wins over `hpo_config`. Without any, each trial trains once, on
            the training and validation split of the dataset.
        fold_splits_file: Folds to use; written if it does not exist. By default
            ``output_dir/fold_splits.json``.
        checkpoint_config: Whether and where the study is stored; by default
            ``hpo_config["checkpoint"]``. Keys `enabled` (false keeps it in memory), `study_name`,
            `storage_path`, `auto_resume` (go on with a stored study; its trials count towards
            `max_trials`) and `save_only_best` (delete the models of the other trials at the end).
        restore_from_drive: Not supported; must be None.
        data_config: Old data configuration; its entity types become the labels.
        benchmark_config: Not supported; must be None.

    Returns:
        The Optuna study, with the mean of the metric over the folds as the value of each trial.

    Raises:
        ConfigError: A setting cannot be used, or is not supported yet.
        DataError: The dataset or the file of folds cannot be used.
        HPOError: A trial cannot be carried out, or the stored study cannot be gone on with.
    """
    _refuse("restore_from_drive", restore_from_drive)
    _refuse("benchmark_config", benchmark_config)
    settings = read_sweep_settings(hpo_config, k_folds)
    checkpoint = _checkpoint(hpo_config, checkpoint_config)
    run_id = _new_run_id()
    place = place_study(checkpoint.values, backbone, Path(output_dir), run_id)
    inputs = _Inputs(dataset_path, config_dir, backbone, train_config, data_config or {})
    folder = _Folder(Path(output_dir), run_id, fold_splits_file)
    objective = _build_objective(inputs, settings, folder, checkpoint)
    study = open_study(place, settings.goal, _shared_by_all_trials(objective, backbone))
    study.set_user_attr("mlflow_experiment_name", mlflow_experiment_name)
    run_trials(study, objective, settings)
    objective.cleanup()
    return study


def create_local_hpo_objective(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    hpo_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    output_base_dir: Path,
    mlflow_experiment_name: str,
    objective_metric: str = DEFAULT_METRIC,
    k_folds: int | None = None,
    fold_splits_file: Path | None = None,
    run_id: str | None = None,
    data_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> tuple[Callable[[Trial], float], Callable[[], None]]:
    """Build the objective of a sweep for a study of one's own.

    Args:
        dataset_path: As for `run_local_hpo_sweep`, like all arguments that are not listed here.
        config_dir: See there.
        backbone: See there.
        hpo_config: See there; `sampling` is left to the study.
        train_config: See there.
        output_base_dir: Folder in which each trial makes its own.
        mlflow_experiment_name: Taken for old callers; this version does not write to MLflow.
        objective_metric: Metric that is averaged over the folds.
        k_folds: See there.
        fold_splits_file: See there.
        run_id: Ends the names of the folders of trials; without it a second sweep into the same
            folder is refused.
        data_config: See there.
        benchmark_config: Not supported; must be None.

    Returns:
        The objective, to be called with an Optuna trial; and a function to call after the last
        trial, which deletes the models that ``hpo_config["checkpoint"]["save_only_best"]`` does
        not keep.

    Raises:
        ConfigError: A setting cannot be used, or is not supported yet.
        DataError: The dataset or the file of folds cannot be used.
    """
    _refuse("benchmark_config", benchmark_config)
    settings = read_sweep_settings(hpo_config, k_folds, objective_metric)
    inputs = _Inputs(dataset_path, config_dir, backbone, train_config, data_config or {})
    folder = _Folder(Path(output_base_dir), run_id or "", fold_splits_file)
    objective = _build_objective(inputs, settings, folder, _checkpoint(hpo_config, None))
    return objective, objective.cleanup


class _Inputs(NamedTuple):
    dataset_path: str
    config_dir: Path
    backbone: str
    train_config: Mapping[str, Any]
    data_config: Mapping[str, Any]


class _Folder(NamedTuple):
    path: Path
    run_id: str
    fold_splits_file: Path | None


def _build_objective(
    inputs: _Inputs, settings: SweepSettings, folder: _Folder, checkpoint: Keys
) -> CrossValidatedObjective:
    """Check everything that can be checked before the first trial; only the folds are written."""
    space = without_backbone(settings.space, inputs.backbone)
    save_only_best = checkpoint.truth("save_only_best", False)
    base = base_config(**inputs._asdict(), settings=settings)
    check_search_space(base, space)
    dataset = read_records(base.data)
    base = with_all_labels(base, dataset)
    folds = prepare_folds(dataset, base, settings.folds, folder.fold_splits_file, folder.path)
    return CrossValidatedObjective(
        base, space, folds, settings.metric, folder.path, folder.run_id, save_only_best
    )


def _checkpoint(hpo_config: Mapping[str, Any], given: Mapping[str, Any] | None) -> Keys:
    return Keys(hpo_config.get("checkpoint") if given is None else given, "checkpoint")


def _shared_by_all_trials(objective: CrossValidatedObjective, backbone: str) -> dict[str, Any]:
    folds = objective.folds
    records = [*folds[0].train, *(record for fold in folds for record in fold.validation)]
    return {
        "backbone": backbone,
        OBJECTIVE_METRIC: objective.metric,
        "k_folds": len(folds) if len(folds) > 1 else None,
        "folds_sha256": fingerprint(records),
        "search_space": {name: str(parameter) for name, parameter in objective.space.items()},
        "config": _what_shapes_a_model(objective.base),
    }


def _what_shapes_a_model(config: RunConfig) -> dict[str, Any]:
    """Return the values that make trials comparable; where and how they run does not matter."""
    values = plain_values(config)
    training = {key: one for key, one in values["training"].items() if key not in _HOW_IT_RUNS}
    chosen = {key: values[key] for key in ("seed", "task", "model")}
    return {**chosen, "training": training}


def _refuse(name: str, value: object) -> None:
    if value:
        raise ConfigError(
            f"`{name}` is not supported by this version of training-hpo, so that nothing would "
            "come of it. Leave it out."
        )


def _new_run_id() -> str:
    return f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
