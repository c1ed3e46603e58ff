"""Every built-in optimizer in one process and in two ranks, imported by started processes."""

from __future__ import annotations

from pathlib import Path

import torch

from tests.core.rank_scenarios import slots
from tests.core.tiny import TinyTaskModel
from training.core.distributed.collectives import broadcast_weights
from training.core.distributed.fsdp import host_weights
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.loop_setup import build_loop

OPTIMIZERS = ("adamw", "sgd", "adam", "adafactor", "lion", "muon", "schedule-free-adamw")
SHARDABLE = tuple(name for name in OPTIMIZERS if name != "adafactor")
Weights = dict[str, torch.Tensor]


def weights_after(optimizer: str, rank: int | None, is_divided: bool = False) -> Weights:
    """Return the weights after a step for each slot.

    Args:
        optimizer: Its name.
        rank: Trains with the batches of this one of two; None for those of both.
        is_divided: Divide the weights among the ranks (FSDP2).
    """
    torch.manual_seed(3)
    task_model = TinyTaskModel()
    batches = slots(task_model, rank)
    some = next(batch for batch in batches if batch is not None)
    broadcast_weights(task_model.model)
    settings = [f"training.optimizer.name={optimizer}", "training.learning_rate=0.01"]
    config = resolve_run_config(overrides=settings, environ={}).config.training
    device = torch.device("cpu")
    loop = build_loop(task_model, config, 20, device, lambda places: some, sharded=is_divided)
    for _ in loop.steps(batches):
        pass
    return {name: value.clone() for name, value in host_weights(task_model.model).items()}


def main(rank: int, folder: str) -> None:
    """Join the other rank and leave the weights in a folder."""
    torch.set_num_threads(1)
    place = Path(folder)
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{place / 'meeting'}", rank=rank, world_size=2
    )
    found = {
        False: {name: weights_after(name, rank) for name in OPTIMIZERS},
        True: {name: weights_after(name, rank, True) for name in SHARDABLE},
    }
    torch.save(found, place / f"rank-{rank}.pt")
    torch.distributed.destroy_process_group()
