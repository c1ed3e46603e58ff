"""The old path of `training.execution` and of every module below it."""

import subprocess
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.config import ResolvedDistributedConfig, RunConfig
from training.config.compat.experiment import ExperimentConfig
from training.core.runs.directory import Run
from training.core.runs.provenance import Provenance
from training.core.trainer.observers.observer import Observer
from training.core.trainer.train import TrainingResult
from training.execution import DDPContext as DDPContext
from training.execution import Launcher as Launcher
from training.execution import RankFailedError as RankFailedError
from training.execution import RunContext as RunContext
from training.execution import SingleProcessContext as SingleProcessContext
from training.execution import distributed_as as distributed_as
from training.execution.compat.subprocess_runner import (
    FoldConfig,
    MLflowConfig,
    TrainingOptions,
    TrialConfig,
)
from training.execution.final_training.plan import FinalPlan
from training.execution.final_training.run import FinalResult
from training.execution.final_training.study_result import StudyResult
from training.execution.lineage import Lineage

@deprecated("`training.execution.apply_lineage_tags` replaces it")
def apply_lineage_tags(
    experiment_name: str,
    context: Any,
    output_dir: Path,
    root_dir: Path,
    config_dir: Path,
    lineage: Mapping[str, Any],
) -> None: ...
@deprecated("`training.execution.build_training_command` replaces it")
def build_training_command(
    backbone: str,
    dataset_path: str | Path,
    config_dir: Path,
    hyperparameters: Mapping[str, Any],
    training_options: TrainingOptions | None = None,
) -> list[str]: ...
@deprecated("`training.execution.compute_bench_fp` replaces it")
def compute_bench_fp(
    model_config: Mapping[str, Any], benchmark_config: Mapping[str, Any]
) -> str: ...
@deprecated("`training.execution.compute_conv_fp` replaces it")
def compute_conv_fp(
    parent_spec_fp: str, parent_exec_fp: str, conversion_config: Mapping[str, Any]
) -> str: ...
@deprecated("`training.execution.compute_exec_fp` replaces it")
def compute_exec_fp(
    git_sha: str | None,
    env_config: Mapping[str, Any],
    include_precision: bool | None = None,
    include_determinism: bool | None = None,
) -> str: ...
@deprecated("`training.execution.compute_hardware_fp` replaces it")
def compute_hardware_fp(hardware_info: Mapping[str, Any]) -> str: ...
@deprecated("`training.execution.compute_spec_fp` replaces it")
def compute_spec_fp(
    model_config: Mapping[str, Any],
    data_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    seed: int,
) -> str: ...
@deprecated("`training.execution.create_run_context` replaces it")
def create_run_context(dist_cfg: ResolvedDistributedConfig) -> RunContext: ...
@deprecated("`training.execution.detect_hardware` replaces it")
def detect_hardware() -> tuple[bool, int]: ...
@deprecated("`training.execution.execute_final_training` replaces it")
def execute_final_training(
    root_dir: Path,
    config_dir: Path,
    best_model: Mapping[str, Any],
    experiment_config: ExperimentConfig,
    lineage: Mapping[str, Any],
    training_experiment_name: str,
    platform: str,
) -> Path: ...
@deprecated("`training.execution.execute_training_subprocess` replaces it")
def execute_training_subprocess(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    capture_output: bool = True,
    text: bool = True,
    logger_instance: Any | None = None,
) -> subprocess.CompletedProcess[Any]: ...
@deprecated("`training.execution.extract_lineage_from_best_model` replaces it")
def extract_lineage_from_best_model(best_model: Mapping[str, Any]) -> dict[str, Any]: ...
@deprecated("`training.execution.init_process_group_if_needed` replaces it")
def init_process_group_if_needed(context: RunContext) -> None: ...
@deprecated("`training.execution.is_multi_gpu_available` replaces it")
def is_multi_gpu_available() -> bool: ...
@deprecated("`training.execution.launch_run` replaces it")
def launch_run(
    config: RunConfig,
    observers: Sequence[Observer] = ...,
    directory: Path | None = None,
    provenance: Provenance = ...,
) -> TrainingResult: ...
@deprecated("`training.execution.launch_training` replaces it")
def launch_training(args: Namespace) -> None: ...
@deprecated("`training.execution.lineage_of` replaces it")
def lineage_of(run: Run, root: Path) -> Lineage: ...
@deprecated("`training.execution.load_final_training_config` replaces it")
def load_final_training_config(
    root_dir: Path,
    config_dir: Path,
    best_config: Mapping[str, Any],
    experiment_config: ExperimentConfig,
    train_config: Mapping[str, Any] | None = None,
) -> dict[str, Any]: ...
@deprecated("`training.execution.plan_final_training` replaces it")
def plan_final_training(
    study: StudyResult | None = None,
    final_file: Path | None = None,
    configs: Sequence[Path] = ...,
    overrides: Sequence[str] = ...,
    settings: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> FinalPlan: ...
@deprecated("`training.execution.run_final_training` replaces it")
def run_final_training(
    plan: FinalPlan, observers: Sequence[Observer] = ..., on_wait: Callable[[str], None] = ...
) -> FinalResult: ...
@deprecated("`training.execution.setup_training_environment` replaces it")
def setup_training_environment(
    root_dir: Path,
    src_dir: Path,
    output_dir: Path,
    mlflow_config: MLflowConfig,
    fold_config: FoldConfig | None = None,
    trial_config: TrialConfig | None = None,
) -> dict[str, str]: ...
@deprecated("`training.execution.should_use_ddp` replaces it")
def should_use_ddp(dist_cfg: ResolvedDistributedConfig, device_count: int) -> bool: ...
@deprecated("`training.execution.verify_training_environment` replaces it")
def verify_training_environment(
    root_dir: Path, env: Mapping[str, str], logger_instance: Any | None = None
) -> None: ...
