"""Evaluate a learner, and predict with it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

import numpy as np

from training.core.batches import sorted_batches
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics
from training.core.loop import collated
from training.core.torch_extra import torch


def evaluate_samples(
    learner: Learner,
    samples: Sequence[Any],
    examples: Sequence[Example],
    batch_size: int,
    device: torch.device,
) -> Metrics:
    """Score a learner on labelled samples.

    Args:
        learner: Its model is on `device`; it is left in evaluation mode.
        samples: What the task parsed.
        examples: The samples encoded, in the same order.
        batch_size: Samples in a batch.
        device: Where batches go.

    Returns:
        The task's metrics and ``loss``, the mean over all tokens.
    """
    predictions, loss = _run(learner, examples, batch_size, device)
    return {**learner.score(samples, examples, predictions), "loss": loss}


def predict_samples(
    learner: Learner, samples: Sequence[Any], batch_size: int, device: torch.device
) -> Iterator[dict[str, Any]]:
    """Yield a JSON-able prediction for each sample, in order."""
    examples = [learner.encode(sample) for sample in samples]
    predictions, _ = _run(learner, examples, batch_size, device)
    for sample, example, prediction in zip(samples, examples, predictions):
        yield learner.present(sample, example, prediction)


@torch.inference_mode()
def _run(
    learner: Learner, examples: Sequence[Example], batch_size: int, device: torch.device
) -> tuple[list[np.ndarray], float]:
    """Return predictions in the order of the examples, and the mean loss over their tokens."""
    learner.model.eval()
    order = sorted_batches([learner.length(example) for example in examples], batch_size)
    found: dict[int, np.ndarray] = {}
    total, tokens = 0.0, 0
    for indices, batch in zip(order, collated(learner, examples, order)):
        placed = batch.to(device)
        output = learner.model(placed.tensors)
        found.update(zip(indices, learner.predictions(output, placed)))
        total += float(learner.loss(output, placed)) * batch.tokens
        tokens += batch.tokens
    return [found[index] for index in range(len(examples))], total / max(1, tokens)
