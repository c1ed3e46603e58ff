"""The old path of `training.execution.distributed`."""

from typing_extensions import deprecated

from training.config import ResolvedDistributedConfig
from training.execution.distributed import DDPContext as DDPContext
from training.execution.distributed import RunContext as RunContext
from training.execution.distributed import SingleProcessContext as SingleProcessContext

@deprecated("`training.execution.distributed.create_run_context` replaces it")
def create_run_context(dist_cfg: ResolvedDistributedConfig) -> RunContext: ...
@deprecated("`training.execution.distributed.detect_hardware` replaces it")
def detect_hardware() -> tuple[bool, int]: ...
@deprecated("`training.execution.distributed.init_process_group_if_needed` replaces it")
def init_process_group_if_needed(context: RunContext) -> None: ...
@deprecated("`training.execution.distributed.is_multi_gpu_available` replaces it")
def is_multi_gpu_available() -> bool: ...
@deprecated("`training.execution.distributed.should_use_ddp` replaces it")
def should_use_ddp(dist_cfg: ResolvedDistributedConfig, device_count: int) -> bool: ...
