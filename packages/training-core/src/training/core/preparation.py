"""Everything a fit needs, checked before anything is written."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import partial
from typing import Any

from training.config import RunConfig
from training.core.assembly import build_learner
from training.core.assembly import build_task
from training.core.batches import batch_order
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.splitting import hold_out
from training.core.device import resolve_device
from training.core.evaluator import evaluate_samples
from training.core.fitting.precision import autocast
from training.core.fitting.ranks import broadcast_weights
from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics
from training.core.starting_weights import load_starting_weights
from training.core.tasks.task import Task
from training.core.torch_extra import torch
from training.core.utils import set_seed

logger = logging.getLogger("training")


@dataclass
class Preparation:
    """Everything a fit needs.

    Attributes:
        config: The run's configuration.
        task: Understands samples.
        samples: The parsed splits.
        learner: Untrained model, on `device`.
        device: Where it trains.
        examples: The encoded splits.
    """

    config: RunConfig
    task: Task
    samples: Dataset[Any]
    learner: Learner
    device: torch.device
    examples: Dataset[Example] = field(repr=False)

    def evaluation_of(self, split: str) -> Callable[[], Metrics] | None:
        """Return what evaluates a split; None when it is empty."""
        if not self.samples.split(split):
            return None
        return partial(self._evaluate, split)

    def _evaluate(self, split: str) -> Metrics:
        samples, examples = self.samples.split(split), self.examples.split(split)
        training = self.config.training
        with autocast(training.precision, self.device):
            return evaluate_samples(
                self.learner, samples, examples, training.batch_size, self.device
            )

    def batches(self, epoch: int, position: int) -> Iterator[Batch]:
        """Return the batches of an epoch (from 1), beginning at a position (from 0)."""
        return map(self.collate, self._order(epoch)[position:])

    @property
    def epoch_batches(self) -> int:
        """Batches in an epoch."""
        return len(self._order(1))

    def collate(self, indices: Sequence[int]) -> Batch:
        """Return the batch of some training examples."""
        batch = self.learner.collate([self.examples.train[index] for index in indices])
        return replace(batch, indices=tuple(indices))

    def _order(self, epoch: int) -> list[list[int]]:
        lengths = [self.learner.length(example) for example in self.examples.train]
        return batch_order(lengths, self.config.training.batch_size, self.config.seed, epoch)


def prepare(config: RunConfig, records: Dataset[Record]) -> Preparation:
    """Parse and split the data, build the model and encode the samples.

    Raises:
        DataError: A record, span or label cannot be used.
        ConfigError: The device is not on this machine, or the starting weights do not fit.
    """
    device = resolve_device(config.training.device)
    if config.training.threads is not None:
        torch.set_num_threads(config.training.threads)
    task = build_task(config)
    samples = _split(config, records.map(task.parse))
    set_seed(config.seed)
    learner = build_learner(config, task, samples.train)
    for split in ("validation", "test"):
        task.check(samples.split(split), learner.schema)
    source = config.training.checkpoint.source_path
    if source is not None:
        load_starting_weights(learner.model, source)
    learner.model.to(device)
    broadcast_weights(learner.model)
    return Preparation(config, task, samples, learner, device, samples.map(learner.encode))


def _split(config: RunConfig, samples: Dataset[Any]) -> Dataset[Any]:
    data = config.data
    divided = hold_out(samples, data.validation_fraction, data.test_fraction, config.seed)
    if len(divided.train) != len(samples.train):
        logger.info(
            "%s brings no validation split: held out %d for validation and %d for test.",
            samples.source,
            len(divided.validation),
            len(divided.test),
        )
    return divided
