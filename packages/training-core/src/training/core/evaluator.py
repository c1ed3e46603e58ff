"""Evaluate a task model, and predict with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from training.core.data.batching import BatchLimit, sorted_batches
from training.core.data.cache.split import EncodedSplit, MemorySplit
from training.core.distributed import collectives
from training.core.distributed.evaluation_shards import agreed, is_shared, merge_shares, share_of
from training.core.distributed.fsdp import is_sharded
from training.core.io.torch import torch
from training.core.plugins.contract import require_kind
from training.core.plugins.foreign_exit import refusing_exits
from training.core.tasks.rules import (
    collated,
    require_examples,
    require_loss,
    require_predictions,
)
from training.core.tasks.task_model import Example, Metrics, TaskModel

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.compat.evaluation import evaluate_model as evaluate_model
    from training.core.compat.evaluation import (
        extract_predictions_and_labels as extract_predictions_and_labels,
    )
else:
    from training._lazy import attach

    __getattr__, __dir__, _ = attach(
        __name__,
        {
            "evaluate_model": ".compat.evaluation",
            "extract_predictions_and_labels": ".compat.evaluation",
        },
    )


def evaluate(
    task_model: TaskModel, split: EncodedSplit, limit: BatchLimit, device: torch.device
) -> Metrics:
    """Score a task model on a labelled split; memory does not grow with its size.

    Several processes share the samples and all return the metrics of all samples.

    Args:
        task_model: Its model is on `device`; it is left in evaluation mode.
        split: The encoded samples.
        limit: How large a batch may be.
        device: Where batches go.

    Returns:
        The task's metrics and ``loss``, the mean over all tokens.
    """
    scorer = task_model.whole_scorer()
    shared = is_shared(scorer)
    total, tokens = 0.0, 0
    for chunk in split.chunks():
        part = (
            share_of(split, chunk, collectives.rank(), collectives.world_size())
            if shared
            else chunk
        )
        predictions, loss, count = _run(task_model, split, part, limit, device)
        if len(part):
            scorer.add(*_joined(task_model, split, part, predictions))
        total, tokens = total + loss, tokens + count
    if shared:
        total, tokens = merge_shares(scorer, total, tokens, device)
    metrics = scorer.metrics()
    require_kind(metrics, Mapping, scorer, "metrics", "numbers by name")
    return agreed({**metrics, "loss": total / max(1, tokens)}, device)


def evaluate_samples(
    task_model: TaskModel, samples: Iterable[Any], limit: BatchLimit, device: torch.device
) -> Metrics:
    """Score a task model on labelled samples that are not encoded yet (see `evaluate`)."""
    with refusing_exits():
        return evaluate(task_model, encoded_in_memory(task_model, list(samples)), limit, device)


def predict_samples(
    task_model: TaskModel, samples: Sequence[Any], limit: BatchLimit, device: torch.device
) -> Iterator[dict[str, Any]]:
    """Yield a JSON-able prediction for each sample, in order."""
    with refusing_exits():
        split = encoded_in_memory(task_model, samples)
        everything = range(len(split))
        predictions, _, _ = _run(task_model, split, everything, limit, device)
        joined = _joined(task_model, split, everything, predictions)
    for sample, example, prediction in zip(samples, *joined):
        with refusing_exits():
            presented = task_model.present(sample, example, prediction)
        yield presented


def encoded_in_memory(task_model: TaskModel, samples: Sequence[Any]) -> MemorySplit:
    """Return the examples of samples."""
    windows = task_model.encode(samples)
    require_examples(task_model, windows, len(samples))
    return MemorySplit(windows, [task_model.length(example) for one in windows for example in one])


@torch.inference_mode()
def _run(
    task_model: TaskModel,
    split: EncodedSplit,
    part: range,
    limit: BatchLimit,
    device: torch.device,
) -> tuple[list[np.ndarray], float, int]:
    """Return predictions in the order of the examples, the sum of their loss and their tokens."""
    task_model.model.eval()
    found: dict[int, np.ndarray] = {}
    losses: list[torch.Tensor] = []
    tokens = 0
    batches = sorted_batches(split.lengths[part.start : part.stop], limit)
    missing = _missing_calls(task_model, len(batches), device)
    for positions in batches:
        indices = (positions + part.start).tolist()
        batch = collated(task_model, [split[index] for index in indices]).to(device)
        output = task_model.model(batch.tensors)
        predictions = task_model.predictions(output, batch)
        loss = task_model.loss(output, batch)
        if not losses:
            require_predictions(task_model, predictions, len(indices))
            require_loss(task_model, loss)
        found.update(zip(indices, predictions))
        losses.append(loss.double() * batch.tokens)
        tokens += batch.tokens
    for _ in range(missing):
        task_model.model(collated(task_model, [split[0]]).to(device).tensors)
    total = float(torch.stack(losses).sum()) if losses else 0.0
    return [found[index] for index in part], total, tokens


def _missing_calls(task_model: TaskModel, calls: int, device: torch.device) -> int:
    """Return how often a divided model must be called more, as often as in all processes."""
    return collectives.most(calls, device) - calls if is_sharded(task_model.model) else 0


def _joined(
    task_model: TaskModel, split: EncodedSplit, part: range, predictions: Sequence[np.ndarray]
) -> tuple[list[Example], list[np.ndarray]]:
    """Return one example and one prediction for each sample."""
    inside = (split.first >= part.start) & (split.first <= part.stop)
    bounds = split.first[inside].tolist()
    examples, joined = [], []
    for start, end in pairwise(bounds):
        windows = [split[index] for index in range(start, end)]
        parts = predictions[start - part.start : end - part.start]
        example, prediction = task_model.join(windows, parts)
        examples.append(example)
        joined.append(prediction)
    return examples, joined
