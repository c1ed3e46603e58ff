"""Public path of old signatures; their code is in `training.execution.compat.run_context`."""

from __future__ import annotations

from training.execution.compat.run_context import DDPContext as DDPContext
from training.execution.compat.run_context import RunContext as RunContext
from training.execution.compat.run_context import SingleProcessContext as SingleProcessContext
from training.execution.compat.run_context import create_run_context as create_run_context
from training.execution.compat.run_context import detect_hardware as detect_hardware
from training.execution.compat.run_context import (
    init_process_group_if_needed as init_process_group_if_needed,
)
from training.execution.compat.run_context import is_multi_gpu_available as is_multi_gpu_available
from training.execution.compat.run_context import should_use_ddp as should_use_ddp
