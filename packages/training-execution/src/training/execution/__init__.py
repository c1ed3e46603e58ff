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
    from training.execution.launchers.launcher import Launcher as Launcher
    from training.execution.launching import launch_run as launch_run
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Launcher": "launchers.launcher",
            "launch_run": "launching",
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
