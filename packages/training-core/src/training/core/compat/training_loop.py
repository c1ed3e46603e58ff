"""The old training loop, for models and loaders made by hand.

`training.core.train` is the successor: it resumes exactly, accumulates, evaluates and records.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from training.core.compat.dataset import ResumeNERDataset
from training.core.export.seal import seal_model
from training.core.io.atomic_files import sync_folder
from training.core.io.torch import nn, torch
from training.errors import ConfigError

logger = logging.getLogger("training")

IGNORED_LABEL = -100
DEFAULT_MAX_LENGTH = 128
DEFAULT_BATCH_SIZE = 8

Batch = dict[str, torch.Tensor]
Loader = torch.utils.data.DataLoader[Batch]


class ProcessContext(Protocol):
    """The part of an execution context that these functions look at."""

    device: torch.device
    world_size: int
    rank: int


def prepare_data_loaders(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Mapping[str, Any]]],
    tokenizer: Any,
    label2id: Mapping[str, int],
    train_indices: Sequence[int] | None = None,
    val_indices: Sequence[int] | None = None,
    use_all_data: bool = False,
    context: ProcessContext | None = None,
) -> tuple[Loader, Loader | None]:
    """Return loaders of shuffled training batches and of validation batches.

    Args:
        config: Old configuration: `training.batch_size` (8), `training.val_split_divisor` (10),
            `model.preprocessing.max_length` (128).
        dataset: ``{"train": [...], "validation": [...]}``. Without a validation split, its part is
            the first of `val_split_divisor` parts of the training items, which stay in training.
        tokenizer: A fast tokenizer of transformers.
        label2id: Numbers of the labels.
        train_indices: Training items to use; by default all.
        val_indices: Training items to validate on instead of the validation split.
        use_all_data: Validate on nothing.
        context: Each of several processes gets its own share of the batches.

    Returns:
        The loaders; the second is None when there is nothing to validate on.

    Raises:
        DataError: A sample is no document, or the tokenizer knows no offsets.
    """
    train = list(dataset.get("train") or ())
    chosen = train if train_indices is None else [train[index] for index in train_indices]
    validation = _validation_items(config, dataset, train, val_indices, use_all_data)
    length = (
        (config.get("model") or {}).get("preprocessing", {}).get("max_length", DEFAULT_MAX_LENGTH)
    )
    size = (config.get("training") or {}).get("batch_size", DEFAULT_BATCH_SIZE)

    def loader(items: Sequence[Mapping[str, Any]], shuffle: bool) -> Loader:
        return _loader(ResumeNERDataset(items, tokenizer, length, label2id), size, shuffle, context)

    return loader(chosen, True), loader(validation, False) if validation else None


def create_optimizer_and_scheduler(
    model: nn.Module, config: Mapping[str, Any], total_steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR, float]:
    """Return AdamW, a schedule that rises and falls linearly, and the bound of the gradient norm.

    Args:
        model: Its parameters are optimized.
        config: Old configuration: `training.learning_rate` (2e-5), `weight_decay` (0),
            `warmup_steps` (0, and at most a tenth of all steps; `warmup_steps_divisor` changes the
            tenth), `max_grad_norm` (1).
        total_steps: Steps of the whole training.
    """
    settings = config.get("training") or {}
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=settings.get("learning_rate", 2e-5),
        weight_decay=settings.get("weight_decay", 0.0),
    )
    most = total_steps // settings.get("warmup_steps_divisor", 10)
    factor = partial(_linear, rise=min(settings.get("warmup_steps", 0), most), total=total_steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    return optimizer, schedule, float(settings.get("max_grad_norm", 1.0))


def run_training_loop(
    model: nn.Module,
    train_loader: Iterable[Batch],
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    epochs: int,
    max_grad_norm: float,
    context: ProcessContext,
) -> None:
    """Train a model whose output has a `loss`, as models of transformers do.

    Args:
        model: Called with the tensors of a batch; may be wrapped for several processes.
        train_loader: Batches; its sampler is given the epoch when it can be.
        optimizer: Makes a step for every batch.
        scheduler: Makes a step after the optimizer; None for a constant rate.
        epochs: Passes over the loader.
        max_grad_norm: Gradients are scaled down to this norm; 0 leaves them as they are.
        context: Says on which device the model is.
    """
    model.train()
    for epoch in range(epochs):
        sampler = getattr(train_loader, "sampler", None)
        if isinstance(sampler, torch.utils.data.DistributedSampler):
            sampler.set_epoch(epoch)
        for batch in train_loader:
            _step(model, batch, optimizer, max_grad_norm, context.device)
            if scheduler is not None:
                scheduler.step()


def save_checkpoint(
    model: Any,
    tokenizer: Any,
    output_dir: Path,
    is_best_trial: bool = False,
    save_only_best: bool = False,
) -> None:
    """Write a model of transformers and its tokenizer to ``output_dir/checkpoint``.

    The folder appears when it is complete and sealed; one that is there already is replaced.

    Args:
        model: May be wrapped in `DistributedDataParallel`.
        tokenizer: Written beside it.
        output_dir: Made when it is missing.
        is_best_trial: Whether this trial is the best so far.
        save_only_best: Write nothing unless `is_best_trial`.
    """
    if save_only_best and not is_best_trial:
        logger.info("not the best trial: its model is not written (save_only_best)")
        return
    folder = Path(output_dir) / "checkpoint"
    partial_folder = folder.with_name(".checkpoint.partial")
    shutil.rmtree(partial_folder, ignore_errors=True)
    partial_folder.mkdir(parents=True)
    getattr(model, "module", model).save_pretrained(partial_folder)
    tokenizer.save_pretrained(partial_folder)
    seal_model(partial_folder)
    shutil.rmtree(folder, ignore_errors=True)
    partial_folder.rename(folder)
    sync_folder(folder.parent)


def _validation_items(
    config: Mapping[str, Any],
    dataset: Mapping[str, Sequence[Mapping[str, Any]]],
    train: Sequence[Mapping[str, Any]],
    val_indices: Sequence[int] | None,
    use_all_data: bool,
) -> Sequence[Mapping[str, Any]]:
    if use_all_data:
        return ()
    if val_indices is not None:
        return [train[index] for index in val_indices]
    given = dataset.get("validation")
    if given:
        return given
    divisor = (config.get("training") or {}).get("val_split_divisor", 10)
    return train[: max(1, len(train) // divisor)]


def _loader(
    items: ResumeNERDataset, size: int, shuffle: bool, context: ProcessContext | None
) -> Loader:
    if size < 1:
        raise ConfigError(f"training.batch_size={size}: expected at least 1.")
    sampler: torch.utils.data.DistributedSampler[Batch] | None = None
    if context is not None and context.world_size > 1:
        sampler = torch.utils.data.DistributedSampler(
            items, context.world_size, context.rank, shuffle=shuffle
        )
    collate = partial(_padded, padding=getattr(items.tokenizer, "pad_token_id", None) or 0)
    return torch.utils.data.DataLoader(
        items, size, shuffle=shuffle and sampler is None, sampler=sampler, collate_fn=collate
    )


def _padded(items: Sequence[Batch], padding: int) -> Batch:
    fill = {"input_ids": padding, "labels": IGNORED_LABEL}
    return {
        name: nn.utils.rnn.pad_sequence(
            [item[name] for item in items], batch_first=True, padding_value=fill.get(name, 0)
        )
        for name in items[0]
    }


def _step(
    model: nn.Module,
    batch: Batch,
    optimizer: torch.optim.Optimizer,
    max_grad_norm: float,
    device: torch.device,
) -> None:
    placed = {name: one.to(device) for name, one in batch.items()}
    model(**placed).loss.backward()
    if max_grad_norm:
        nn.utils.clip_grad_norm_(model.parameters(), max_grad_norm)
    optimizer.step()
    optimizer.zero_grad()


def _linear(step: int, rise: int, total: int) -> float:
    if step < rise:
        return step / max(1, rise)
    return max(0.0, (total - step) / max(1, total - rise))
