"""The old path of `training.hpo` and of every module below it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from optuna import Study, Trial
from typing_extensions import deprecated

from training.hpo import SearchSpaceTranslator as SearchSpaceTranslator
from training.hpo import StudyManager as StudyManager
from training.hpo.sweep.callbacks import SweepCallback
from training.hpo.sweep.file import SweepFile
from training.hpo.sweep.plan import Planned
from training.hpo.sweep.run import SweepResult

@deprecated("`training.hpo.create_local_hpo_objective` replaces it")
def create_local_hpo_objective(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    hpo_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    output_base_dir: Path,
    mlflow_experiment_name: str,
    objective_metric: str = ...,
    k_folds: int | None = None,
    fold_splits_file: Path | None = None,
    run_id: str | None = None,
    data_config: Mapping[str, Any] | None = None,
    benchmark_config: Mapping[str, Any] | None = None,
) -> tuple[Callable[[Trial], float], Callable[[], None]]: ...
@deprecated("`training.hpo.create_search_space` replaces it")
def create_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.hpo.extract_best_config_from_study` replaces it")
def extract_best_config_from_study(
    study: Study, backbone: str, dataset_version: str, objective_metric: str = "macro-f1"
) -> dict[str, Any]: ...
@deprecated("`training.hpo.plan_sweep` replaces it")
def plan_sweep(
    file: SweepFile,
    configs: Sequence[Path] = ...,
    overrides: Sequence[str] = ...,
    directory: Path | None = None,
) -> Planned: ...
@deprecated("`training.hpo.read_sweep_file` replaces it")
def read_sweep_file(path: Path | None, options: Mapping[str, Any] | None = None) -> SweepFile: ...
@deprecated("`training.hpo.reopen` replaces it")
def reopen(directory: Path, changes: Mapping[str, Any]) -> Planned: ...
@deprecated("`training.hpo.resume_sweep` replaces it")
def resume_sweep(planned: Planned, callbacks: Sequence[SweepCallback] = ...) -> SweepResult: ...
@deprecated("`training.hpo.run_local_hpo_sweep` replaces it")
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
) -> Study: ...
@deprecated("`training.hpo.start_sweep` replaces it")
def start_sweep(planned: Planned, callbacks: Sequence[SweepCallback] = ...) -> SweepResult: ...
@deprecated("`training.hpo.translate_search_space_to_optuna` replaces it")
def translate_search_space_to_optuna(
    hpo_config: Mapping[str, Any], trial: Any, exclude_params: Collection[str] | None = None
) -> dict[str, Any]: ...
