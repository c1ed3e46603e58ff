"""The old way to evaluate: a model of transformers and a loader of its batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from training.core.compat.metrics import compute_metrics
from training.core.io.torch import nn, torch

OUTSIDE = "O"


def extract_predictions_and_labels(
    logits: torch.Tensor,
    labels: torch.Tensor,
    mask: torch.Tensor,
    id2label: Mapping[int, str],
) -> tuple[list[list[str]], list[list[str]]]:
    """Return the true and the predicted labels of each sequence of a batch, as texts.

    Args:
        logits: Scores of shape [batch, tokens, labels].
        labels: Label numbers of shape [batch, tokens]; negative ones are not evaluated.
        mask: 0 where a token is padding, shape [batch, tokens].
        id2label: Labels of the numbers; one that is missing counts as ``O``.

    Returns:
        True labels, then predicted labels.
    """
    evaluated = (mask != 0) & (labels >= 0)
    chosen = logits.argmax(-1)
    true, predicted = (
        [
            [id2label.get(number, OUTSIDE) for number in row[kept].tolist()]
            for row, kept in zip(numbers, evaluated)
        ]
        for numbers in (labels, chosen)
    )
    return true, predicted


@torch.inference_mode()
def evaluate_model(
    model: nn.Module,
    dataloader: Iterable[Mapping[str, torch.Tensor]],
    device: torch.device,
    id2label: Mapping[int, str],
) -> dict[str, Any]:
    """Score a model whose output has `loss` and `logits`, as models of transformers do.

    Args:
        model: On `device`; it is left in evaluation mode.
        dataloader: Batches with `input_ids`, `attention_mask` and `labels`.
        device: Where batches go.
        id2label: Labels of the numbers.

    Returns:
        What `compute_metrics` returns; the loss is the mean over batches.
    """
    model.eval()
    true: list[list[str]] = []
    predicted: list[list[str]] = []
    losses: list[float] = []
    for batch in dataloader:
        placed = {name: one.to(device) for name, one in batch.items()}
        output = model(**placed)
        found = extract_predictions_and_labels(
            output.logits, placed["labels"], placed["attention_mask"], id2label
        )
        true += found[0]
        predicted += found[1]
        losses.append(float(output.loss))
    return compute_metrics(true, predicted, sum(losses) / max(1, len(losses)))
