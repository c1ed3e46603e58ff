"""Execution of runs: launchers, jobs, lineage, final training."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.compat.final_config import (
        load_final_training_config as load_final_training_config,
    )
    from training.execution.compat.final_training import (
        execute_final_training as execute_final_training,
    )
    from training.execution.compat.fingerprints import compute_bench_fp as compute_bench_fp
    from training.execution.compat.fingerprints import compute_conv_fp as compute_conv_fp
    from training.execution.compat.fingerprints import compute_exec_fp as compute_exec_fp
    from training.execution.compat.fingerprints import compute_hardware_fp as compute_hardware_fp
    from training.execution.compat.fingerprints import compute_spec_fp as compute_spec_fp
    from training.execution.compat.launch_training import launch_training as launch_training
    from training.execution.compat.lineage import (
        extract_lineage_from_best_model as extract_lineage_from_best_model,
    )
    from training.execution.compat.run_context import DDPContext as DDPContext
    from training.execution.compat.run_context import RunContext as RunContext
    from training.execution.compat.run_context import SingleProcessContext as SingleProcessContext
    from training.execution.compat.run_context import create_run_context as create_run_context
    from training.execution.compat.run_context import detect_hardware as detect_hardware
    from training.execution.compat.run_context import (
        init_process_group_if_needed as init_process_group_if_needed,
    )
    from training.execution.compat.run_context import (
        is_multi_gpu_available as is_multi_gpu_available,
    )
    from training.execution.compat.run_context import should_use_ddp as should_use_ddp
    from training.execution.compat.subprocess_runner import (
        build_training_command as build_training_command,
    )
    from training.execution.compat.subprocess_runner import (
        execute_training_subprocess as execute_training_subprocess,
    )
    from training.execution.compat.subprocess_runner import (
        setup_training_environment as setup_training_environment,
    )
    from training.execution.compat.subprocess_runner import (
        verify_training_environment as verify_training_environment,
    )
    from training.execution.compat.tags import apply_lineage_tags as apply_lineage_tags
    from training.execution.final_training.plan import plan_final_training as plan_final_training
    from training.execution.final_training.run import run_final_training as run_final_training
    from training.execution.launchers.launch import distributed_as as distributed_as
    from training.execution.launchers.launch import launch_run as launch_run
    from training.execution.launchers.launcher import Launcher as Launcher
    from training.execution.lineage import lineage_of as lineage_of
    from training.execution.process_group.failure_reports import RankFailedError as RankFailedError
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "apply_lineage_tags": "compat.tags",
            "build_training_command": "compat.subprocess_runner",
            "compute_bench_fp": "compat.fingerprints",
            "compute_conv_fp": "compat.fingerprints",
            "compute_exec_fp": "compat.fingerprints",
            "compute_hardware_fp": "compat.fingerprints",
            "compute_spec_fp": "compat.fingerprints",
            "execute_final_training": "compat.final_training",
            "execute_training_subprocess": "compat.subprocess_runner",
            "extract_lineage_from_best_model": "compat.lineage",
            "lineage_of": "lineage",
            "load_final_training_config": "compat.final_config",
            "plan_final_training": "final_training.plan",
            "run_final_training": "final_training.run",
            "Launcher": "launchers.launcher",
            "launch_run": "launchers.launch",
            "distributed_as": "launchers.launch",
            "launch_training": "compat.launch_training",
            "RankFailedError": "process_group.failure_reports",
            "setup_training_environment": "compat.subprocess_runner",
            "verify_training_environment": "compat.subprocess_runner",
            "DDPContext": "compat.run_context",
            "RunContext": "compat.run_context",
            "SingleProcessContext": "compat.run_context",
            "create_run_context": "compat.run_context",
            "detect_hardware": "compat.run_context",
            "init_process_group_if_needed": "compat.run_context",
            "is_multi_gpu_available": "compat.run_context",
            "should_use_ddp": "compat.run_context",
        },
    )
