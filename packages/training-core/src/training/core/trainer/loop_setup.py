"""Build the loop that a configuration describes."""

from __future__ import annotations

from functools import partial

from training.config import TrainingConfig
from training.core.distributed.batch_norm import normalise_over_all_ranks
from training.core.distributed.fsdp import shard
from training.core.io.torch import torch
from training.core.tasks.task_model import TaskModel
from training.core.trainer.compile import import_compiler_for_optimizers
from training.core.trainer.loop import Collate, Loop
from training.core.trainer.optimizers.build import RateFactor, build_optimizer, optimizer_factory
from training.core.trainer.precision import autocast, gradient_scaler
from training.core.trainer.schedules.build import build_schedule
from training.errors import ConfigError


def build_loop(
    task_model: TaskModel,
    config: TrainingConfig,
    total_steps: int,
    device: torch.device,
    collate: Collate | None = None,
    sharded: bool = False,
    rate_factor: RateFactor | None = None,
) -> Loop:
    """Return a loop at its start.

    Args:
        task_model: Its model is on `device`.
        config: The `training` section.
        total_steps: Steps of the whole fit, for the schedule.
        device: Where it trains.
        collate: Makes batches of the samples at some indices: fewer of them when memory does not
            suffice, and those a divided or batch-normalised model is fed with where a process has
            no batch.
        sharded: Divide the weights among the processes; needs `collate`.
        rate_factor: Returns by what the rate of a parameter is multiplied.

    Raises:
        ConfigError: A learning rate's pattern fits no parameter, no parameter is trained, or the
            model cannot do what `training.activation_checkpointing` or
            `training.on_out_of_memory` ask for.
    """
    import_compiler_for_optimizers(config.compile)
    if config.activation_checkpointing:
        task_model.enable_activation_checkpointing()
    is_joint = normalise_over_all_ranks(task_model.model, config.compile) or sharded
    _require_equal_calls(config, is_joint)
    if sharded:
        shard(task_model.model, device)
    scaler = gradient_scaler(config.precision, device)
    needs_closure = optimizer_factory(config).needs_closure
    _require_unscaled(config, needs_closure and scaler is not None)
    loop = Loop(
        task_model=task_model,
        optimizer=build_optimizer(task_model.model, config, rate_factor),
        schedule=build_schedule(config, total_steps),
        device=device,
        accumulate=config.gradient_accumulation_steps,
        max_grad_norm=config.max_grad_norm,
        autocast=partial(autocast, config.precision, device),
        scaler=scaler,
        split=collate if config.on_out_of_memory == "split" else None,
        empty_batch=partial(collate, [0]) if is_joint and collate is not None else None,
        needs_closure=needs_closure,
    )
    if config.compile:
        loop.forward = torch.compile(task_model.model, dynamic=True)
    return loop


def _require_unscaled(config: TrainingConfig, is_refused: bool) -> None:
    if is_refused:
        raise ConfigError(
            f"training.optimizer: `{config.optimizer.name}` computes the gradient more than once "
            "in a step, which is not possible with training.precision=fp16. Use bf16 or fp32."
        )


def _require_equal_calls(config: TrainingConfig, is_joint: bool) -> None:
    if is_joint and config.on_out_of_memory == "split":
        raise ConfigError(
            "training.on_out_of_memory=split with several processes and a model that has batch "
            "normalisation: all processes must compute equally many batches. Use "
            "on_out_of_memory=stop with a smaller batch_size and more gradient_accumulation_steps."
        )
