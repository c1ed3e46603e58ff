"""The old path of `training.core.trainer`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.compat.training_loop import Batch, Loader, ProcessContext
from training.core.io.torch import nn, torch
from training.core.trainer import train_model as train_model

@deprecated("`training.core.trainer.create_optimizer_and_scheduler` replaces it")
def create_optimizer_and_scheduler(
    model: nn.Module, config: Mapping[str, Any], total_steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR, float]: ...
@deprecated("`training.core.trainer.prepare_data_loaders` replaces it")
def prepare_data_loaders(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Mapping[str, Any]]],
    tokenizer: Any,
    label2id: Mapping[str, int],
    train_indices: Sequence[int] | None = None,
    val_indices: Sequence[int] | None = None,
    use_all_data: bool = False,
    context: ProcessContext | None = None,
) -> tuple[Loader, Loader | None]: ...
@deprecated("`training.core.trainer.run_training_loop` replaces it")
def run_training_loop(
    model: nn.Module,
    train_loader: Iterable[Batch],
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    epochs: int,
    max_grad_norm: float,
    context: ProcessContext,
) -> None: ...
@deprecated("`training.core.trainer.save_checkpoint` replaces it")
def save_checkpoint(
    model: Any,
    tokenizer: Any,
    output_dir: Path,
    is_best_trial: bool = False,
    save_only_best: bool = False,
) -> None: ...
