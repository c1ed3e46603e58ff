"""Make the batches of an epoch, from any position on, here or in worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np

from training.core.data.batching import BatchLimit, epoch_batches
from training.core.data.cache.split import EncodedSplit
from training.core.io.torch import torch
from training.core.plugins.foreign_exit import refusing_exits
from training.core.processes.parent_death import starting_children
from training.core.tasks.rules import collated
from training.core.tasks.task_model import Batch, Example, TaskModel
from training.core.trainer.data.dataloader_workers import prepare_worker


@dataclass
class BatchStream:
    """The training batches of one process.

    Attributes:
        task_model: Collates and augments examples.
        examples: The encoded training split.
        limit: How large a batch may be.
        seed: Seed of the run.
        ranks: Processes that train together.
        rank: Number of this one.
        workers: Processes that collate; 0 to do it here.
        pinned: Whether batches are put into memory that a GPU copies from without waiting.
        processes: The loader workers of the epoch under way.
    """

    task_model: TaskModel
    examples: EncodedSplit
    limit: BatchLimit
    seed: int
    ranks: int = 1
    rank: int = 0
    workers: int = 0
    pinned: bool = False

    def __post_init__(self) -> None:
        self._epoch = 0
        self.processes: Sequence[BaseProcess] = ()
        self._augments = type(self.task_model).augment is not TaskModel.augment

    def __getstate__(self) -> dict[str, Any]:
        """Return what loader workers get that are not forked: all but each other."""
        return {**vars(self), "processes": ()}

    @property
    def epoch_length(self) -> int:
        """Batches of this process in an epoch; the same in every process and epoch."""
        return len(self._order(1))

    def batches(self, epoch: int, position: int) -> Iterator[Batch | None]:
        """Return the batches of an epoch (from 1), beginning at a position (from 0).

        What comes does not depend on the number of workers or on where it begins. None stands where
        only other processes have a batch.
        """
        self._epoch = epoch
        order = self._order(epoch)[position:]
        made = map(self._batch, order) if self.workers == 0 else self._loaded(order)
        return map(_pinned, made) if self.pinned and self.workers == 0 else iter(made)

    def collate(self, indices: Sequence[int]) -> Batch:
        """Return the batch of some examples, as they are in the epoch under way."""
        examples = [self.examples[index] for index in indices]
        if self._augments:
            examples = [self._augmented(*pair) for pair in zip(examples, indices)]
        return replace(collated(self.task_model, examples), indices=tuple(indices))

    def _order(self, epoch: int) -> list[np.ndarray]:
        batches = epoch_batches(self.examples.lengths, self.limit, self.seed, epoch, self.ranks)
        return batches[self.rank :: self.ranks]

    def _batch(self, indices: np.ndarray) -> Batch | None:
        return self.collate(indices.tolist()) if len(indices) else None

    def _augmented(self, example: Example, index: int) -> Example:
        """Change an example at random, in the same way whoever makes the batch, and when."""
        generator = np.random.Generator(np.random.PCG64([self.seed, self._epoch, index]))
        return self.task_model.augment(example, generator)

    def _loaded(self, order: Sequence[np.ndarray]) -> Iterator[Batch | None]:
        loader = torch.utils.data.DataLoader(
            _Batches(self, order),
            batch_size=None,
            shuffle=False,
            num_workers=self.workers,
            pin_memory=self.pinned,
            generator=torch.Generator(),
            worker_init_fn=partial(prepare_worker, os.getpid()),
        )
        with starting_children():
            iterator = iter(loader)
        self.processes = getattr(iterator, "_workers", ())
        return iterator


@dataclass(frozen=True)
class _Batches(torch.utils.data.Dataset["Batch | None"]):
    """The batches of an order, by their position."""

    stream: BatchStream
    order: Sequence[np.ndarray]

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, position: int) -> Batch | None:
        with refusing_exits():
            return self.stream._batch(self.order[position])


def _pinned(batch: Batch | None) -> Batch | None:
    return None if batch is None else batch.pin_memory()
