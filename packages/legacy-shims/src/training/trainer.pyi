"""The old path of `training.core.trainer`."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.core.torch_extra import nn
from training.core.torch_extra import torch
from training.core.trainer import ProcessContext as ProcessContext
from training.core.trainer import prepare_data_loaders as prepare_data_loaders
from training.core.trainer import run_training_loop as run_training_loop

@deprecated("`training.core.trainer.create_optimizer_and_scheduler` replaces it")
def create_optimizer_and_scheduler(
    model: nn.Module, config: Mapping[str, Any], total_steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR, float]: ...
@deprecated("`training.core.trainer.save_checkpoint` replaces it")
def save_checkpoint(
    model: Any,
    tokenizer: Any,
    output_dir: Path,
    is_best_trial: bool = False,
    save_only_best: bool = False,
) -> None: ...
@deprecated("`training.core.trainer.train_model` replaces it")
def train_model(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Any]],
    output_dir: Path,
    context: ProcessContext | None = None,
    tracker: Any | None = None,
) -> dict[str, Any]: ...
