"""The sweep of the old functions: trials one after the other in the calling process."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.hpo.compat.checkpoint.stored_study import open_study, place_study
from training.hpo.compat.log_callback import LogSweepCallback
from training.hpo.compat.objective import CrossValidatedObjective
from training.hpo.compat.refit import run_refit_training
from training.hpo.compat.sweep_plan import OldFolder, OldInputs, plan_old_sweep
from training.hpo.old_layout.keys import Keys
from training.hpo.old_layout.settings import DEFAULT_METRIC, read_sweep_settings
from training.hpo.sweep.directory import record_sweep
from training.hpo.sweep.run import engage, run_sweep, write_folds

if TYPE_CHECKING:
    from optuna import Study, Trial


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
    same arguments the same trials come out. New code calls `start_sweep`, which has warm workers.

    Args:
        dataset_path: File or folder of the dataset.
        config_dir: Folder whose file ``model/BACKBONE.yaml``, if any, gives the model section.
        backbone: Backbone that all trials train.
        hpo_config: Keys `search_space`, `sampling` (`algorithm`, `max_trials`, `timeout_minutes`,
            `random_seed`), `objective` (`metric`, `goal`), `k_fold` (`enabled`, `n_splits`,
            `random_seed`, `shuffle`, `stratified`), `early_termination`, `checkpoint`,
            `refit` (`enabled`: train the best trial on all data at the end).
        train_config: What all trials share: sections, or the keys of the section `training`.
        output_dir: Folder of the sweep.
        mlflow_experiment_name: Noted on the study.
        k_folds: Number of folds; wins over `hpo_config`. Without any, each trial trains once, on
            the training and validation split of the dataset.
        fold_splits_file: Folds to use; written if it does not exist. By default
            ``output_dir/fold_splits.json``.
        checkpoint_config: Whether and where the study is stored; by default
            ``hpo_config["checkpoint"]``. Keys `enabled` (false keeps it in memory), `study_name`,
            `storage_path`, `auto_resume` (continue with a stored study; its trials count towards
            `max_trials`) and `save_only_best` (delete the models of the other trials at the end).
        restore_from_drive: Called with the file of the study when it is to be stored and is not
            there; may put an earlier copy there.
        data_config: Old data configuration; its entity types become the labels.
        benchmark_config: Noted on the study.

    Returns:
        The Optuna study, with the mean of the metric over the folds as the value of each trial.

    Raises:
        ConfigError: A setting cannot be used.
        DataError: The dataset or the file of folds cannot be used.
        HPOError: A trial cannot be carried out, or the stored study cannot be resumed.
    """
    settings = read_sweep_settings(hpo_config, k_folds)
    checkpoint = _checkpoint(hpo_config, checkpoint_config)
    run_id = _new_run_id()
    place = place_study(checkpoint.values, backbone, Path(output_dir), run_id)
    inputs = OldInputs(dataset_path, config_dir, backbone, train_config, data_config or {})
    folder = OldFolder(Path(output_dir), run_id, fold_splits_file)
    planned = plan_old_sweep(inputs, hpo_config, settings, folder, checkpoint)
    if restore_from_drive is not None and place.path is not None and not place.path.exists():
        restore_from_drive(place.path)
    opened = open_study(place, settings.goal, planned.plan.shared_by_all_trials())
    noted = {"mlflow_experiment_name": mlflow_experiment_name, "benchmark_config": benchmark_config}
    for key, value in noted.items():
        if value is not None:
            opened.study.set_user_attr(key, value)
    planned.plan.directory.mkdir(parents=True, exist_ok=True)
    write_folds(planned)
    run = record_sweep(planned.plan)
    with engage(planned.plan) as pool:
        study = run_sweep(planned.plan, opened, pool, [LogSweepCallback()], run)
    if Keys(hpo_config.get("refit"), "refit").truth("enabled", False):
        _refit_best(study, inputs, Path(output_dir), mlflow_experiment_name, settings.metric)
    return study


def _refit_best(
    study: Study, inputs: OldInputs, output_dir: Path, experiment: str, metric: str
) -> None:
    """Train the best trial on all data, unless none is complete."""
    from optuna.trial import TrialState

    if study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
        run_refit_training(
            study.best_trial,
            inputs.dataset_path,
            inputs.config_dir,
            inputs.backbone,
            output_dir,
            inputs.train_config,
            experiment,
            metric,
        )


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
        mlflow_experiment_name: Taken for old callers; a tracker of the training configuration names
            its experiment itself.
        objective_metric: Metric that is averaged over the folds.
        k_folds: See there.
        fold_splits_file: See there.
        run_id: Ends the names of the folders of trials; without it a second sweep into the same
            folder is refused.
        data_config: See there.
        benchmark_config: Taken for old callers; what it measures is no part of an objective.

    Returns:
        The objective, to be called with an Optuna trial; and a function to call after the last
        trial, which deletes the models that ``hpo_config["checkpoint"]["save_only_best"]`` does
        not keep.

    Raises:
        ConfigError: A setting cannot be used.
        DataError: The dataset or the file of folds cannot be used.
    """
    settings = read_sweep_settings(hpo_config, k_folds, objective_metric)
    inputs = OldInputs(dataset_path, config_dir, backbone, train_config, data_config or {})
    folder = OldFolder(Path(output_base_dir), run_id or "", fold_splits_file)
    checkpoint = _checkpoint(hpo_config, None)
    planned = plan_old_sweep(inputs, hpo_config, settings, folder, checkpoint)
    planned.plan.directory.mkdir(parents=True, exist_ok=True)
    write_folds(planned)
    objective = CrossValidatedObjective(planned.plan)
    return objective, objective.cleanup


def _checkpoint(hpo_config: Mapping[str, Any], given: Mapping[str, Any] | None) -> Keys:
    return Keys(hpo_config.get("checkpoint") if given is None else given, "checkpoint")


def _new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
