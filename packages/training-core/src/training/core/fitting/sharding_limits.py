"""What cannot be combined with divided weights."""

from __future__ import annotations

from training.config import RunConfig
from training.errors import ConfigError


def require_shardable(config: RunConfig) -> None:
    """Refuse settings that `distributed.strategy=fsdp` cannot honour.

    Raises:
        ConfigError: There is such a setting.
    """
    if config.distributed.strategy != "fsdp":
        return
    if config.training.precision == "fp16":
        raise ConfigError(
            "training.precision=fp16 with distributed.strategy=fsdp: the scaled gradients of fp16 "
            "are not checked across divided weights. Use bf16 or fp32, or distributed.strategy=ddp."
        )
    if config.training.on_out_of_memory == "split":
        raise ConfigError(
            "training.on_out_of_memory=split with distributed.strategy=fsdp: all processes must "
            "compute equally many batches. Use on_out_of_memory=stop with a smaller batch_size and "
            "more gradient_accumulation_steps, or distributed.strategy=ddp."
        )
