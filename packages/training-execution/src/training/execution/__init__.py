"""Where and how runs are executed."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.distributed import DDPContext as DDPContext
    from training.execution.distributed import RunContext as RunContext
    from training.execution.distributed import SingleProcessContext as SingleProcessContext
    from training.execution.distributed import create_run_context as create_run_context
    from training.execution.distributed import detect_hardware as detect_hardware
    from training.execution.distributed import (
        init_process_group_if_needed as init_process_group_if_needed,
    )
    from training.execution.distributed import is_multi_gpu_available as is_multi_gpu_available
    from training.execution.distributed import should_use_ddp as should_use_ddp
    from training.execution.distributed_launcher import launch_training as launch_training
    from training.execution.executor import execute_final_training as execute_final_training
    from training.execution.failures import RankFailedError as RankFailedError
    from training.execution.final_training.carrying_out import (
        run_final_training as run_final_training,
    )
    from training.execution.final_training.planning import (
        plan_final_training as plan_final_training,
    )
    from training.execution.fingerprints import compute_bench_fp as compute_bench_fp
    from training.execution.fingerprints import compute_conv_fp as compute_conv_fp
    from training.execution.fingerprints import compute_exec_fp as compute_exec_fp
    from training.execution.fingerprints import compute_hardware_fp as compute_hardware_fp
    from training.execution.fingerprints import compute_spec_fp as compute_spec_fp
    from training.execution.launchers.launcher import Launcher as Launcher
    from training.execution.launching import distributed_as as distributed_as
    from training.execution.launching import launch_run as launch_run
    from training.execution.lineage import (
        extract_lineage_from_best_model as extract_lineage_from_best_model,
    )
    from training.execution.lineage import lineage_of as lineage_of
    from training.execution.old_final_config import (
        load_final_training_config as load_final_training_config,
    )
    from training.execution.subprocess_runner import (
        build_training_command as build_training_command,
    )
    from training.execution.subprocess_runner import (
        execute_training_subprocess as execute_training_subprocess,
    )
    from training.execution.subprocess_runner import (
        setup_training_environment as setup_training_environment,
    )
    from training.execution.subprocess_runner import (
        verify_training_environment as verify_training_environment,
    )
    from training.execution.tags import apply_lineage_tags as apply_lineage_tags
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "apply_lineage_tags": "tags",
            "build_training_command": "subprocess_runner",
            "compute_bench_fp": "fingerprints",
            "compute_conv_fp": "fingerprints",
            "compute_exec_fp": "fingerprints",
            "compute_hardware_fp": "fingerprints",
            "compute_spec_fp": "fingerprints",
            "execute_final_training": "executor",
            "execute_training_subprocess": "subprocess_runner",
            "extract_lineage_from_best_model": "lineage",
            "lineage_of": "lineage",
            "load_final_training_config": "old_final_config",
            "plan_final_training": "final_training.planning",
            "run_final_training": "final_training.carrying_out",
            "Launcher": "launchers.launcher",
            "launch_run": "launching",
            "distributed_as": "launching",
            "launch_training": "distributed_launcher",
            "RankFailedError": "failures",
            "setup_training_environment": "subprocess_runner",
            "verify_training_environment": "subprocess_runner",
            "DDPContext": "distributed",
            "RunContext": "distributed",
            "SingleProcessContext": "distributed",
            "create_run_context": "distributed",
            "detect_hardware": "distributed",
            "init_process_group_if_needed": "distributed",
            "is_multi_gpu_available": "distributed",
            "should_use_ddp": "distributed",
        },
    )
